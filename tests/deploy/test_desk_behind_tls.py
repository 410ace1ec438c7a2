"""The real desk behind each real web server: a person signs in over TLS, and its cookies know it."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from tests.deploy.conftest import DESK_HOST, PUBLIC_HOST, Founded, Served, caddy, free_port, nginx, running

from uarazom.cli.instance import Instance

pytestmark = [pytest.mark.server, pytest.mark.slow]


@pytest.fixture(scope="module")
def desk(founded: Founded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """The desk of an instance whose settings say how people reach it, running."""
    instance = Instance(founded.copy(tmp_path_factory.mktemp("desk") / "home"))
    addresses = {"public_url": f"https://{PUBLIC_HOST}/", "desk_url": f"https://{DESK_HOST}/"}
    instance.write_settings(replace(instance.settings, desk_port=free_port(), **addresses))

    def ready() -> None:
        httpx.get(f"http://127.0.0.1:{instance.settings.desk_port}/sign-in", trust_env=False)

    command = [sys.executable, "-m", "uarazom", "serve", "--only", "desk", "--home", str(instance.home)]
    with running(command, ready, tmp_path_factory.mktemp("log") / "desk"):
        yield instance


@pytest.mark.parametrize("start", [nginx, caddy], ids=lambda start: start.__name__)
def test_a_person_signs_in_over_tls(
    start: Callable[..., AbstractContextManager[Served]],
    founded: Founded,
    desk: Instance,
    tmp_path: Path,
) -> None:
    with start(tmp_path, desk.public, desk.settings.desk_port) as server:
        page = server.desk.get("/sign-in")
        assert page.status_code == 200
        assert page.headers["Strict-Transport-Security"]
        inputs = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page.text))
        names = re.findall(r'<input[^>]*name="(\w+)"', page.text)
        person = founded.people[0]
        account = next(name for name in names if name in {"person", "account", "username", "id"})
        form = inputs | {account: person["id"], "password": person["password"]}
        origin = {"Origin": str(server.desk.base_url).rstrip("/") if server.name == "caddy" else f"https://{DESK_HOST}"}
        answer = server.desk.post("/sign-in", data=form, headers=origin)
        assert answer.status_code == 302, answer.text
        assert answer.headers["Location"] in {"/", "/me/password"}
        cookies = answer.headers.get_list("Set-Cookie")
        assert cookies
        for cookie in cookies:
            assert cookie.startswith("__Host-")
            assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert server.desk.get("/me/password").status_code == 200


def test_a_form_from_elsewhere_is_refused(desk: Instance, tmp_path: Path) -> None:
    with nginx(tmp_path, desk.public, desk.settings.desk_port) as server:
        server.desk.get("/sign-in")
        answer = server.desk.post("/sign-in", data={"password": "x"}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403


def test_the_desk_answers_to_no_other_name(desk: Instance) -> None:
    address = f"http://127.0.0.1:{desk.settings.desk_port}/sign-in"
    answer = httpx.get(address, headers={"Host": "evil.example"}, trust_env=False)
    assert answer.status_code == 400
