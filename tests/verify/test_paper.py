"""The page of a bundle: what it shows, that nothing in it can act, and that no byte of it can be changed."""

import hashlib
import html.parser
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verify_simulator import Simulator, example

from uarazom.verify import canon, note, paper
from uarazom.verify.entry import EXERCISE
from uarazom.verify.refusal import Refused

EXAMPLE = example()
RAW = EXAMPLE.bundle_of("claim-1").serialise()
PAGE = paper.page(RAW)


class Reader(html.parser.HTMLParser):
    """Tags with their attributes, and the text outside of style and data, as a browser would take them."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] not in ("script", "style"):
            self.text += data


def test_the_page_is_always_the_same_and_holds() -> None:
    assert paper.page(RAW) == PAGE
    assert paper.bundle_in(PAGE) == RAW
    verified = paper.verify(PAGE, EXAMPLE.anchor)
    assert verified.age == paper.verify(RAW, EXAMPLE.anchor).age
    assert paper.is_page(PAGE)
    assert not paper.is_page(RAW)


def test_it_shows_what_was_said_in_each_language() -> None:
    read = Reader(PAGE)
    for shown in (
        "Міністр: «ударної групи» немає",
        "Minister: no strike group <has> formed",
        "Стежимо.",
        "Not verified.",
        "Міністерство оборони (mod-ua)",
        "The minister (minister)",
        "https://press.example/1?a=1&b=2",
        "2022-02-14 00 h (to the hour)",
        "2022-02-14 (частина дня, Europe/Kyiv)",
        EXAMPLE.entries[2].digest,
        "python -m uarazom.verify FILE --anchor ANCHOR",
        "A later correction cannot be seen in this file",
        "Пізнішого виправлення в цьому файлі не видно",
        "Last in this file: doubted (2022-02-14T00:05:00Z)",
    ):
        assert shown in read.text
    sections = [attributes for tag, attributes in read.tags if tag == "section"]
    assert sections == [{"lang": "uk", "dir": "ltr"}, {"lang": "en", "dir": "ltr"}]


def test_every_member_of_every_act_is_shown() -> None:
    sim = example()
    sim.act("claim-1", "comment", {"text": {"en": "x"}}, tomorrow={"name": "<b>"}, known_at="2022-02-14T00:05:00Z")
    text = Reader(paper.page(sim.bundle_of("claim-1").serialise())).text
    assert "tomorrow" in text
    assert "name: <b>" in text
    for one in sim.bundle_of("claim-1").of_type("application/vnd.uarazom.act.v1+json"):
        for name, value in one.entry.fields.items():
            if name not in ("format", "previous", "known_at", "known_at_precision") and isinstance(value, str):
                shown = [value, *(labels["codes"].get(value, value) for labels in map(paper.labels, ("en", "uk")))]
                shown += [
                    labels[group].get(value, value) for labels in (paper.labels("en"),) for group in ("act", "kinds")
                ]
                assert any(each in text for each in shown), name


def test_only_original_and_official_texts_of_a_quotation_are_quoted() -> None:
    quoted = [attributes["lang"] for tag, attributes in Reader(PAGE).tags if tag == "blockquote"]
    assert quoted == ["uk"]


def test_nothing_in_it_runs_or_is_fetched() -> None:
    tags = Reader(PAGE).tags
    scripts = [attributes for tag, attributes in tags if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "bundle"}]
    names = {name for _, attributes in tags for name in attributes}
    assert names <= {"lang", "dir", "charset", "http-equiv", "content", "name", "type", "id", "class"}
    policy = next(a["content"] for tag, a in tags if a.get("http-equiv") == "Content-Security-Policy")
    digest = canon.to_base64(hashlib.sha256(RAW).digest())
    assert policy == f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;<!--]]>"


def hostile() -> Simulator:
    sim = Simulator()
    sim.roster()
    sim.register(
        {"bodies": {"mod-ua": {"name": {"en": HOSTILE}}, "x": HOSTILE}, "people": HOSTILE, "sections": {"s": []}}
    )
    texts = ("title", "text", "note", "place", "occasion", "question", "confirms", "reason", "unit", "intro")
    words = {name: {"en": f"{name} {HOSTILE}"} for name in texts}
    sim.act(
        "claim-1",
        "announce",
        {**words, "source": {"publisher": HOSTILE, "url": f"javascript:{HOSTILE}"}, "more": HOSTILE},
        signers=["mod-1"],
        known_at="2022-02-14T00:00:00Z",
        known_at_precision=HOSTILE,
        basis=HOSTILE,
        versions={"en": HOSTILE},
        section="s",
        form=HOSTILE,
        ground=HOSTILE,
        regions=[HOSTILE],
    )
    return sim


def test_markup_in_every_field_stays_text() -> None:
    sim = hostile()
    page = paper.page(sim.bundle_of("claim-1").serialise())
    read = Reader(page)
    assert {tag for tag, _ in read.tags} == {tag for tag, _ in Reader(PAGE).tags} - {"blockquote", "span"}
    assert read.text.count(HOSTILE) >= 18
    assert page.count(b"<script") == 1
    paper.verify(page, sim.anchor)


SHAPES: list[dict[str, Any]] = [
    {"title": "text", "text": ["a"], "note": 1, "source": "x"},
    {"title": {"en": 1, "uk": {"a": "b"}}, "text": {"EN": "x"}},
    {"title": {}, "source": {}},
    {"text": {"en": ""}},
]


@pytest.mark.parametrize("words", SHAPES)
def test_words_of_any_shape_make_a_page(sim: Simulator, words: dict[str, Any]) -> None:
    sim.roster()
    sim.register({"bodies": {"mod-ua": {"name": "x"}}}, instance={"languages": "uk"})
    sim.act("claim-1", "publish", words, regions="UA", versions=["uk"], items=[{"section": "s", "acts": ["a/1"]}])
    page = paper.page(sim.bundle_of("claim-1").serialise())
    paper.verify(page, sim.anchor)


def test_a_third_language_written_from_right_to_left(sim: Simulator) -> None:
    sim.roster()
    sim.register({"bodies": {"mod-ua": {"name": {"ar": "وزارة الدفاع"}}}}, instance={"languages": ["en", "ar"]})
    sim.act("claim-1", "publish", {"title": {"ar": "عنوان", "en": "Title"}, "text": {"ar": "نص"}})
    read = Reader(paper.page(sim.bundle_of("claim-1").serialise()))
    assert ("div", {"lang": "ar", "dir": "rtl"}) in read.tags
    assert ("span", {"lang": "ar", "dir": "rtl"}) in read.tags
    # No labels in Arabic: the section is spoken in English, what was said stays in its own language.
    assert [a for tag, a in read.tags if tag == "section"] == [{"lang": "en", "dir": "ltr"}] * 2


def test_a_text_without_a_translation_is_shown_as_it_is(sim: Simulator) -> None:
    sim.roster()
    sim.act("claim-1", "publish", {"title": {"uk": "Назва", "en": "Title"}, "text": {"uk": "Лише так."}})
    page = paper.page(sim.bundle_of("claim-1").serialise()).decode()
    assert page.count('<div lang="uk" dir="ltr"><p>Лише так.</p></div>') == 2


def test_a_day_is_a_day_where_the_instance_is(sim: Simulator) -> None:
    sim.roster()
    sim.register(instance={"languages": ["en"], "timezone": "Pacific/Kiritimati"})
    sim.act("claim-1", "publish", known_at="2022-02-14T22:00:00Z", known_at_precision="day")
    text = Reader(paper.page(sim.bundle_of("claim-1").serialise())).text
    assert "2022-02-15 (the day, Pacific/Kiritimati)" in text
    assert "2022-02-14T22" not in text


@pytest.mark.parametrize("zone", ["Nowhere/At-all", "../../etc/passwd", "", ["UTC"]])
def test_a_zone_that_is_none_makes_no_page(sim: Simulator, zone: Any) -> None:
    sim.roster()
    sim.register(instance={"timezone": zone})
    sim.act("claim-1", "publish", known_at="2022-02-14T22:00:00Z", known_at_precision="day")
    with pytest.raises(Refused, match="page: expected a time zone"):
        paper.page(sim.bundle_of("claim-1").serialise())


def test_removed_words_are_said_to_be_removed() -> None:
    sim = example()
    sim.act("claim-1", "remove", {"reason": {"en": "A court's order."}}, acts=["claim-1/1"], ground="court")
    page = paper.page(sim.bundle_of("claim-1", without=[sim.entries[2].fields["words"]]).serialise())
    text = Reader(page).text
    assert "The words were removed by entry 5." in text
    assert "Слова вилучено записом 5." in text
    assert "Стежимо" not in text
    paper.verify(page, sim.anchor)


def test_missing_words_are_said_to_be_missing_and_the_check_refuses(sim: Simulator) -> None:
    sim.roster()
    sim.act("claim-1", "publish", {"title": {"en": "Title"}})
    page = paper.page(sim.bundle_of("claim-1", without=[sim.entries[1].fields["words"]]).serialise())
    assert "no entry removed them" in Reader(page).text
    with pytest.raises(Refused, match="8 blobs: blob"):
        paper.verify(page, sim.anchor)


def test_an_exercise_says_so_first(sim: Simulator) -> None:
    sim.roster()
    words = {"title": {"en": "Siren"}}
    sim.act("alert-1", "publish", words, kind="alert", payload_type=EXERCISE, signers=["exercise-1"])
    text = Reader(paper.page(sim.bundle_of("alert-1").serialise())).text
    assert text.index("EXERCISE. This is not a live alert.") < text.index("Last in this file")


# ── every byte ───────────────────────────────────────────────────────────────────────────────────────────────────────
def refused(page: bytes) -> str:
    with pytest.raises(Refused) as caught:
        paper.verify(page, EXAMPLE.anchor)
    return caught.value.check


DATA = PAGE.index(b'id="bundle">') + len(b'id="bundle">')


@given(st.integers(0, DATA - 1), st.integers(1, 255))
def test_any_changed_byte_of_what_is_read_is_refused(place: int, delta: int) -> None:
    changed = PAGE[:place] + bytes([PAGE[place] ^ delta]) + PAGE[place + 1 :]
    assert refused(changed) in ("9 page: page", "1 shape: page", "1 shape: canonical")


@given(st.integers(DATA, len(PAGE) - 1), st.integers(1, 255))
def test_any_changed_byte_of_the_bundle_in_it_is_refused(place: int, delta: int) -> None:
    refused(PAGE[:place] + bytes([PAGE[place] ^ delta]) + PAGE[place + 1 :])


@pytest.mark.slow
def test_changed_bytes_all_over_are_refused() -> None:
    for place in range(0, len(PAGE), 5):
        refused(PAGE[:place] + bytes([PAGE[place] ^ 1]) + PAGE[place + 1 :])


CHANGES: list[Callable[[bytes], bytes]] = [
    lambda page: page.replace(b"no strike group", b"a strike group"),
    lambda page: page.replace(b"\n", b"\r\n"),
    lambda page: page + b"\n",
    lambda page: page + b"<script>alert(1)</script>",
    lambda page: b"\n" + page,
    lambda page: page[:-20],
    lambda page: page.replace(b"<h1>", b'<script type="application/json" id="bundle">{}</script><h1>'),
    lambda page: b"<html>" + page,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_page_around_a_whole_bundle_is_refused(change: Callable[[bytes], bytes]) -> None:
    assert refused(change(PAGE)) in ("9 page: page", "1 shape: page", "1 shape: canonical")


def test_a_bundle_that_could_break_out_of_the_page_makes_none() -> None:
    bundle = EXAMPLE.bundle_of("claim-1")
    line = note.NoteSignature("</script>", b"abcd", b"x")
    made = bundle.__class__(
        bundle.origin, bundle.document, bundle.checkpoint + str(line).encode(), bundle.entries, bundle.blobs
    )
    raw = made.serialise()
    paper.verify(raw, EXAMPLE.anchor)  # a stranger's line is ignored in the bundle itself
    with pytest.raises(Refused, match="a bundle without <"):
        paper.page(raw)


def test_labels_are_whole_in_every_language() -> None:
    def shape(value: Any) -> Any:
        return {name: shape(member) for name, member in value.items()} if isinstance(value, dict) else type(value)

    ours, english = paper.labels("uk"), paper.labels("en")
    assert shape(ours) == shape(english)
    assert len(ours["checks"]) == len(english["checks"]) == 9
    assert paper.labels("xx") == english
    texts = itertools.chain(*(group.values() for group in ours.values() if isinstance(group, dict)))
    assert all(texts)


@pytest.mark.browser
def test_the_nu_checker_finds_nothing(tmp_path: Path, nu_findings: Callable[..., list[str]]) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    sim = hostile()
    (tmp_path / "hostile.html").write_bytes(paper.page(sim.bundle_of("claim-1").serialise()))
    assert nu_findings(tmp_path / "page.html", tmp_path / "hostile.html") == []


@pytest.mark.browser
def test_axe_finds_nothing(tmp_path: Path, page: Any, axe_findings: Callable[[Any], list[str]]) -> None:
    (tmp_path / "page.html").write_bytes(PAGE)
    page.goto((tmp_path / "page.html").as_uri())
    assert axe_findings(page) == []
