"""The check of a quotation behind nginx and Caddy: handed on with the reader's address, kept by nobody; where no door
answers, its own file."""

import email
from pathlib import Path

import pytest
from tests.deploy.conftest import Served

pytestmark = pytest.mark.server


@pytest.mark.parametrize("path", ["/uk/check/", "/uk/check/index.html", "/uk/text/check/"])
def test_a_form_is_handed_on_with_the_address_it_came_from(server: Served, path: str) -> None:
    answer = server.public.post(path, content=b"x" * 3_000_000, headers={"X-Forwarded-For": "192.0.2.1"})
    assert answer.status_code == 200
    told = email.message_from_string(answer.text)
    assert told.get_all("X-Forwarded-For") == ["127.0.0.1"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    assert not list(server.at.glob("body/*"))  # nginx wrote no form to disk


def test_where_no_door_answers_the_page_says_so(server: Served, public: Path) -> None:
    (public / "en/check").mkdir(exist_ok=True)
    (public / "en/check/index.html").write_bytes(b"<!doctype html><title>rests</title>")
    for path in ("/en/check/", "/en/check/index.html"):
        answer = server.public.get(path)
        assert answer.status_code == 200
        assert answer.content == b"<!doctype html><title>rests</title>"
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/en/check/", "/en/check/index.html", "/en/text/check/"])
def test_a_form_that_no_door_takes_gets_the_page_that_says_so(server: Served, public: Path, path: str) -> None:
    folder = public / path[1:].removesuffix("index.html")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_bytes(b"<!doctype html><title>rests</title>")
    answer = server.public.post(path, content=b"x" * 300_000)
    assert answer.status_code == 503
    assert answer.content == b"<!doctype html><title>rests</title>"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    assert "Allow" not in answer.headers


def test_where_that_page_is_kept_is_no_address(server: Served) -> None:
    assert server.public.get("/.rests/en/check/index.html").status_code == 404
    assert server.public.get("/.rests/index.html").status_code == 404


def test_nothing_else_takes_a_form(server: Served) -> None:
    for path in ("/uk/checks/", "/check/", "/uk/check/a", "/uk/index.html"):
        assert server.public.post(path, content=b"x").status_code == 405
