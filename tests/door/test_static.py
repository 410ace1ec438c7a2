"""The static server's answers, without a network: `Static.answer(method, path, header getter)`."""

import hashlib
import json
import os
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uarazom.door.static import Answer, Static, application

DAY = 86_400.0


class Door:
    """The application with a clock in hand, asked as a client asks."""

    def __init__(self, public: Path) -> None:
        self.public = public
        self.now = max(path.stat().st_mtime for path in public.rglob("*")) + DAY
        self.ticks = 0.0
        self.static: Static = application(public, clock=lambda: self.now, ticks=lambda: self.ticks)

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        self.ticks += 1
        return self.static.answer(method, path, {name.replace("_", "-"): value for name, value in headers.items()}.get)


@pytest.fixture
def door(public: Path) -> Iterator[Door]:
    return Door(public)


def header(answer: Answer, name: str) -> str | None:
    found = [value for key, value in answer.headers if key == name]
    assert len(found) < 2, f"{name} twice"
    return found[0] if found else None


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/uk/", "text/html; charset=utf-8"),
        ("/uk/claim/a.html", "text/html; charset=utf-8"),
        ("/feeds/uk/all.atom", "application/atom+xml; charset=utf-8"),
        ("/document/a.json", "application/json"),
        ("/log/checkpoint", "text/plain; charset=utf-8"),
        ("/log/tile/0/000", "application/octet-stream"),
        ("/log/tile/entries/x001/234.p/5", "application/octet-stream"),
        ("/blob/" + "a" * 64, "image/jpeg"),
        ("/blob/" + "b" * 64, "application/octet-stream"),
    ],
)
def test_each_file_has_its_type_and_is_not_guessed(door: Door, path: str, kind: str) -> None:
    answer = door.get(path)
    assert (answer.status, header(answer, "Content-Type")) == (200, kind)
    assert header(answer, "X-Content-Type-Options") == "nosniff"
    assert header(answer, "Referrer-Policy") == "no-referrer"
    assert header(answer, "Set-Cookie") is None


def test_a_reader_gets_the_form_it_asks_for(door: Door) -> None:
    page = (door.public / "uk/index.html").read_bytes()
    plain, packed = door.get("/uk/"), door.get("/uk/", accept_encoding="gzip, br")
    assert plain.body == page == brotli.decompress(packed.body)
    assert header(packed, "Content-Encoding") == "br"
    assert header(plain, "Content-Encoding") is None
    assert header(plain, "Vary") == header(packed, "Vary") == "Accept-Encoding"
    assert header(plain, "ETag") != header(packed, "ETag")
    assert header(door.get("/uk/", accept_encoding="br;q=0, gzip"), "Content-Encoding") == "gzip"
    assert header(door.get("/document/a.json"), "Vary") is None


def test_what_the_reader_has_is_not_sent_again(door: Door) -> None:
    page = door.get("/uk/")
    tag, date = str(header(page, "ETag")), str(header(page, "Last-Modified"))
    answer = door.get("/uk/", if_none_match=tag)
    assert (answer.status, answer.body, header(answer, "ETag")) == (304, b"", tag)
    assert door.get("/uk/", if_none_match='"other"').status == 200
    assert door.get("/uk/", if_none_match=tag, accept_encoding="br").status == 200  # it has another form
    assert door.get("/uk/", if_modified_since=date).status == 304
    assert door.get("/uk/", if_modified_since=date, if_none_match='"other"').status == 200  # the tag decides
    assert door.get("/uk/", if_modified_since="Sun, 06 Nov 1994 08:49:37 GMT").status == 200


def test_a_range_of_the_form_asked_for(door: Door) -> None:
    page = (door.public / "uk/index.html").read_bytes()
    tag = str(header(door.get("/uk/"), "ETag"))
    part = door.get("/uk/", range="bytes=10-19", if_range=tag)
    assert (part.status, part.body) == (206, page[10:20])
    assert header(part, "Content-Range") == f"bytes 10-19/{len(page)}"
    assert door.get("/uk/", range="bytes=10-19", if_range='"old"').body == page
    assert door.get("/uk/", range="bytes=0-1,3-4").status == 200
    refused = door.get("/uk/", range=f"bytes={len(page)}-")
    assert (refused.status, header(refused, "Content-Range")) == (416, f"bytes */{len(page)}")
    packed = (door.public / "uk/index.html.br").read_bytes()
    assert door.get("/uk/", range="bytes=0-9", accept_encoding="br").body == packed[:10]


def test_a_large_file_comes_from_disk_and_can_be_had_in_parts(door: Door) -> None:
    path, size = "/blob/" + "c" * 64, 256 * 8192
    whole = door.get(path)
    assert (whole.status, whole.body, whole.file) == (200, b"", str(door.public) + path)
    assert header(whole, "Content-Length") == str(size)
    part = door.get(path, range="bytes=-5")
    assert (part.status, part.span, header(part, "Content-Length")) == (206, (size - 5, size), "5")
    assert door.get(path, if_none_match=str(header(whole, "ETag"))).status == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "X" * 5000])
def test_other_methods_are_told_what_is_allowed(door: Door, method: str) -> None:
    answer = door.get("/uk/", method=method)
    assert (answer.status, header(answer, "Allow")) == (405, "GET, HEAD")
    assert len(answer.body) < 200


def test_a_folder_without_its_slash_leads_to_its_index(door: Door) -> None:
    answer = door.get("/uk")
    assert (answer.status, header(answer, "Location")) == (301, "./uk/")
    assert door.get("/uk/claim").status == 404  # no index: no listing
    assert door.get("/blob/").status == 404


@pytest.mark.parametrize(
    ("path", "accept", "text"),
    [
        ("/uk/claim/none.html", "en", "Такої сторінки немає"),
        ("/en/claim/none.html", None, "No such page"),
        ("/none.html", "uk-UA, en;q=0.5", "Такої сторінки немає"),
        ("/none.html", "de, en;q=0.5", "No such page"),
        ("/none.html", "de", "404"),
        ("/none.html", None, "404"),
    ],
)
def test_what_is_not_there_is_said_in_the_readers_language(
    door: Door, path: str, accept: str | None, text: str
) -> None:
    answer = door.get(path, **({"accept_language": accept} if accept else {}))
    assert (answer.status, answer.body.decode()) == (404, text)
    assert header(answer, "Cache-Control") == "no-cache"
    assert header(answer, "ETag") is None


def test_without_a_page_for_it_a_404_is_still_said(tmp_path: Path) -> None:
    static = application(tmp_path, clock=lambda: 0.0, ticks=lambda: 0.0)
    assert static.answer("GET", "/", {}.get).status == 404


OUTSIDE = ["/../secret", "/uk/../../secret", "/uk/%2e%2e/x", "//secret", "/./uk/", "/uk//index.html", "/.git/config"]
STRANGE = ["/uk/.index.html.new", "/uk\\..\\secret", "/uk/\0", "/uk/index.html\0.png", "*", "", "/" + "a" * 9000]
DEEP = ["/" + "a/" * 4000, "/uk/index.html/", "/uk/index.html/x", "/~", "/http://example.org/", "/у"]


@pytest.mark.parametrize("path", [*OUTSIDE, *STRANGE, *DEEP])
def test_nothing_but_the_folders_own_files_comes_out(door: Door, path: str) -> None:
    (door.public / ".git").mkdir()
    (door.public / ".git/config").write_bytes(b"a key")
    (door.public / "uk/.index.html.new").write_bytes(b"half a key")
    answer = door.get(path)
    assert (answer.status, b"key" in answer.body) == (404, False)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.lists(st.sampled_from([*"./%\\\0~uk", "..", "secret", "index.html", "blob", "uk/"]), max_size=12).map(
        "".join
    ),
    name=st.sampled_from(["range", "if-none-match", "if-modified-since", "if-range", "accept-encoding"]),
    value=st.text(max_size=40),
)
def test_no_request_breaks_it_or_reaches_outside(door: Door, path: str, name: str, value: str) -> None:
    answer = door.static.answer("GET", "/" + path, {name: value}.get)
    assert answer.status in (200, 206, 301, 304, 404, 416)
    assert b"a key" not in answer.body


def test_pages_run_their_own_style_and_nothing_else(door: Door) -> None:
    policy = str(header(door.get("/uk/"), "Content-Security-Policy"))
    style = b64encode(hashlib.sha256(b"p{margin:0}").digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'self' 'sha256-{style}';")
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert header(door.get("/uk/"), "Access-Control-Allow-Origin") is None


@pytest.mark.parametrize("path", ["/log/checkpoint", "/feeds/uk/all.atom", "/document/a.json", "/blob/" + "a" * 64])
def test_data_may_be_read_from_anywhere_and_runs_nothing(door: Door, path: str) -> None:
    answer = door.get(path)
    assert header(answer, "Access-Control-Allow-Origin") == "*"
    assert "sandbox" in str(header(answer, "Content-Security-Policy"))


def test_blobs_are_saved_never_opened(door: Door) -> None:
    for digit in "abc":
        assert header(door.get("/blob/" + digit * 64), "Content-Disposition") == "attachment"
    assert header(door.get("/uk/"), "Content-Disposition") is None


def test_kept_for_ever_is_what_never_changes(door: Door) -> None:
    for path in ("/log/tile/0/000", "/log/tile/entries/x001/234.p/5"):
        assert "immutable" in str(header(door.get(path), "Cache-Control"))
    assert header(door.get("/log/checkpoint"), "Cache-Control") == "no-cache"


def test_a_blob_is_kept_for_an_hour_since_its_words_may_be_removed_by_law(door: Door) -> None:
    """What is kept for ever in caches and browsers cannot be removed from them."""
    assert header(door.get("/blob/" + "a" * 64), "Cache-Control") == "public, max-age=3600, must-revalidate"


MADE = 1_645_383_600.0  # 2022-02-20T19:00:00Z


@pytest.mark.parametrize(
    ("after", "next_change", "kept"),
    [
        (0, "2022-02-20T19:10:00Z", "public, max-age=59, must-revalidate"),
        (25, "2022-02-20T19:10:00Z", "public, max-age=34, must-revalidate"),
        (10, "2022-02-20T19:00:30Z", "public, max-age=19, must-revalidate"),
        (30, "2022-02-20T19:00:30Z", "no-cache"),
        (31, "2022-02-20T19:00:30Z", "no-cache"),
        (600, "2022-02-20T19:10:00Z", "no-cache"),
        (-30, "2022-02-20T19:10:00Z", "public, max-age=60, must-revalidate"),
        (20, None, "public, max-age=39, must-revalidate"),
        (20, "soon", "no-cache"),
    ],
)
def test_no_page_is_kept_past_the_next_change(door: Door, after: int, next_change: str | None, kept: str) -> None:
    said = {"made_at": "2022-02-20T19:00:00Z"} | ({"next_change_at": next_change} if next_change else {})
    (door.public / "now.json").write_text(json.dumps(said))
    door.now = MADE + after
    path = "/uk/claim/a.html"
    assert header(door.get(path), "Cache-Control") == kept
    again = door.get(path, if_none_match=str(header(door.get(path), "ETag")))
    assert header(again, "Cache-Control") == kept


@pytest.mark.parametrize(
    ("change", "said", "kept"),
    [
        ("2022-02-20T19:10:00Z", {"alerts": ["raid"], "exercises": []}, "public, max-age=3, must-revalidate"),
        ("2022-02-20T19:10:00Z", {"alerts": [], "exercises": ["drill"]}, "public, max-age=3, must-revalidate"),
        ("2022-02-20T19:00:12Z", {"alerts": ["raid"], "exercises": []}, "public, max-age=1, must-revalidate"),
        ("2022-02-20T19:00:10Z", {"alerts": ["raid"], "exercises": []}, "no-cache"),
        ("2022-02-20T19:10:00Z", {"alerts": [], "exercises": []}, "public, max-age=49, must-revalidate"),
    ],
)
def test_while_a_warning_stands_no_page_is_kept_longer_than_some_seconds(
    door: Door, change: str, said: dict[str, list[str]], kept: str
) -> None:
    """Its status word stands in lists too, and nobody knows beforehand when it is taken back."""
    (door.public / "now.json").write_text(
        json.dumps(said | {"made_at": "2022-02-20T19:00:00Z", "next_change_at": change})
    )
    door.now = MADE + 10
    assert header(door.get("/uk/claim/a.html"), "Cache-Control") == kept


@pytest.mark.parametrize("said", ["", "{", "[]", "{}", '{"made_at":5}', '{"made_at":"9999-12-31"}'])
def test_without_a_sound_now_json_nothing_is_kept(door: Door, said: str) -> None:
    (door.public / "now.json").write_text(said)
    assert header(door.get("/uk/"), "Cache-Control") == "no-cache"


def test_what_is_renamed_into_place_is_served_within_a_moment(door: Door) -> None:
    page, held = door.public / "uk/claim/a.html", door.public / "held"
    before = door.get("/uk/claim/a.html")
    held.write_bytes(b"out of date")
    held.rename(page)
    door.static.answer("GET", "/uk/claim/a.html", {}.get)
    door.ticks += 0.049
    assert door.get("/uk/claim/a.html").body == b"out of date"
    assert header(door.get("/uk/claim/a.html"), "ETag") != header(before, "ETag")
    page.unlink()
    assert door.get("/uk/claim/a.html").status == 404


def test_half_a_change_is_never_served(door: Door) -> None:
    """Killed after the variant was renamed and before the page was: the old page, and no variant."""
    page = door.public / "uk/index.html"
    held = door.public / "held"
    held.write_bytes(brotli.compress(b"new"))
    os.utime(held, ns=(page.stat().st_mtime_ns + 1,) * 2)
    held.rename(door.public / "uk/index.html.br")
    answer = door.get("/uk/", accept_encoding="br")
    assert answer.body == page.read_bytes()
    assert header(answer, "Content-Encoding") is None


def test_a_page_just_changed_has_no_date_yet(door: Door) -> None:
    """Two versions within one second have one date: a reader with the first would be told that nothing changed."""
    door.now = (door.public / "uk/index.html").stat().st_mtime + 1
    fresh = door.get("/uk/")
    assert (header(fresh, "Last-Modified"), fresh.status) == (None, 200)
    assert door.get("/uk/", if_modified_since="Sun, 06 Nov 2094 08:49:37 GMT").status == 200
    door.now += 2
    assert header(door.get("/uk/"), "Last-Modified") is not None


def test_what_is_kept_in_memory_is_bounded(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from uarazom.door import shelf

    monkeypatch.setattr(shelf, "KEPT_BYTES", 50_000)
    made = shelf.Shelf(public, lambda: 0.0, lambda: 0.0)
    for number in range(40):
        (public / f"{number}.txt").write_bytes(bytes(3000))
        assert made.find(f"{number}.txt") is not None
    assert made.held_bytes <= 50_000
    assert made.find("0.txt") is not None


# ── as the server calls it ───────────────────────────────────────────────────────────────────────────────────────────
class Sent:
    """What Granian would have sent."""

    def __init__(self) -> None:
        self.said: list[tuple[object, ...]] = []

    def response_bytes(self, *said: object) -> None:
        self.said.append(said)

    response_empty = response_file = response_file_range = response_bytes


def call(static: Static, path: str, method: str = "GET", **headers: str) -> tuple[object, ...]:
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    scope, sent = SimpleNamespace(path=path, method=method, headers=asked), Sent()
    running = static.__rsgi__(scope, sent)
    with pytest.raises(StopIteration):  # it never waits
        running.send(None)
    [said] = sent.said
    return said


def test_the_short_way_answers_as_the_long_one(door: Door) -> None:
    for headers in ({}, {"accept_encoding": "br"}, {"accept_encoding": "gzip"}):
        first, again = call(door.static, "/uk/", **headers), call(door.static, "/uk/", **headers)
        assert first == again
        answer = door.static.answer(
            "GET", "/uk/", {name.replace("_", "-"): value for name, value in headers.items()}.get
        )
        assert again == (answer.status, answer.headers, answer.body)


def test_the_short_way_is_for_plain_requests_alone(door: Door) -> None:
    tag = str(header(door.get("/uk/"), "ETag"))
    call(door.static, "/uk/")
    assert call(door.static, "/uk/", if_none_match=tag)[0] == 304
    assert call(door.static, "/uk/", if_modified_since=str(header(door.get("/uk/"), "Last-Modified")))[0] == 304
    assert call(door.static, "/uk/", range="bytes=0-0")[0] == 206
    assert call(door.static, "/uk/", range="bytes=999999-")[0] == 416
    assert call(door.static, "/uk/", method="POST")[0] == 405
    assert call(door.static, "/uk/", range="bytes=0-0")[0] == 206  # what was not whole was not remembered


def test_the_short_way_ends_with_the_moment(door: Door) -> None:
    page = door.public / "uk/claim/a.html"
    call(door.static, "/uk/claim/a.html")
    page.write_bytes(b"out of date")
    door.ticks += 0.049
    assert call(door.static, "/uk/claim/a.html")[2] != b"out of date"
    door.ticks += 0.052
    assert call(door.static, "/uk/claim/a.html")[2] == b"out of date"


def test_over_tls_a_browser_is_told_to_stay_there(public: Path) -> None:
    static = application(public, clock=lambda: 0.0, ticks=lambda: 0.0, tls=True)
    for _ in range(2):
        assert str(call(static, "/uk/")[1]).count("Strict-Transport-Security") == 1
    assert "Strict-Transport-Security" in str(call(static, "/none")[1])
    plain = application(public, clock=lambda: 0.0, ticks=lambda: 0.0)
    assert "Strict-Transport-Security" not in str(call(plain, "/uk/")[1])


def test_a_flood_of_addresses_and_encodings_does_not_grow_memory(door: Door) -> None:
    for number in range(1000):
        (door.public / f"{number}.txt").write_bytes(b"x")
        call(door.static, f"/{number}.txt")
        call(door.static, "/uk/", accept_encoding=f"br;q=0.{number}")
    assert len(door.static._ready) <= 256
    assert all(len(ready.forms) <= 16 for ready in door.static._ready.values())


@pytest.mark.parametrize(
    ("path", "kind", "kept"),
    [
        ("alerts.json", "application/json", "no-cache"),
        ("now.json", "application/json", "no-cache"),
        ("cap/alerts.atom", "application/atom+xml; charset=utf-8", "no-cache"),
        ("cap/alerts-uk.rss", "application/rss+xml; charset=utf-8", "no-cache"),
        ("cap/exercises.geojson", "application/geo+json", "no-cache"),
        ("feeds/uk/all.atom", "application/atom+xml; charset=utf-8", "no-cache"),
        ("document/alert-1.json", "application/json", "no-cache"),
        ("exercise/alert-2.json", "application/json", "no-cache"),
        ("cap/2.49.0.1.1.xml", "application/cap+xml; charset=utf-8", "public, max-age=3600, must-revalidate"),
        ("uk/place/UA-63.100.html", "text/html; charset=utf-8", "no-cache"),
        ("uk/text/alert/a.html", "text/html; charset=utf-8", "no-cache"),
        ("uk/text/index.html", "text/html; charset=utf-8", "no-cache"),
    ],
)
def test_what_says_whether_there_is_danger_is_asked_about_each_time(
    door: Door, path: str, kind: str, kept: str
) -> None:
    """A warning comes at any moment: a copy that is kept for a minute would hide it."""
    (door.public / "now.json").write_text('{"made_at":"2022-02-20T19:00:00Z"}')
    door.now = MADE + 1
    (door.public / path).parent.mkdir(parents=True, exist_ok=True)
    if path != "now.json":
        (door.public / path).write_bytes(b"{}")
    answer = door.get("/" + path)
    assert (header(answer, "Content-Type"), header(answer, "Cache-Control")) == (kind, kept)
    assert door.get("/" + path, if_none_match=str(header(answer, "ETag"))).status == 304
