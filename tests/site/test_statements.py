"""A statement's places never move, and what was clarified stands at its words, in every language and output."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from tests.site.stage import read, words_of
from tests.site.world import World, hours

from uarazom.acts.sentences import sentences
from uarazom.site.render import render
from uarazom.verify import extract

UK = "Добрий вечір. Ми разом.\n\nНам кажуть, що 16 лютого стане днем нападу. Ми зробимо його Днем єднання.\n\nСлава!"
EN = "Good evening. Together.\n\nWe are told it will be the 16th. We will make it the Day of Unity.\n\nGlory!"
TOLD = EN.split("\n\n")[1]
IRONY = "Нам кажуть, що 16 лютого стане днем нападу."
MEANT = {"text": {"uk": "Це була іронія.", "en": "It was irony."}}
PAGE = "uk/statement/address.html"


def stage(text: dict[str, str] | None = None) -> World:
    world = World()
    texts = {"uk": UK, "en": EN} if text is None else text
    versions = {code: "original" if code == "uk" else "official" for code in texts}
    world.act(
        *("address", "publish", hours(1)),
        kind="statement",
        by="a1",
        section="security",
        form="quotation",
        words={"title": {"uk": "Звернення", "en": "Address"}, "text": texts},
        versions=versions,
        original_language="uk",
    )
    return world


def named(world: World, language: str, words: str, **more: Any) -> dict[str, Any]:
    """An extract of the address."""
    said = next(blob for blob in world.blobs.values() if "Звернення" in blob.get("title", {}).values())
    k, part = next((k, one) for k, one in enumerate(said["text"][language].split("\n\n"), 1) if words in one)
    start = part.index(words)
    place = {"paragraph": k, "start": start, "end": start + len(words)}
    return {"act": "address/1", "language": language, **place, "digest": extract.digest(words, said["salt"])} | more


def clarified(world: World, *extracts: dict[str, Any], act: str = "clarify", at: float = 3, **more: Any) -> World:
    versions = {"uk": "original", "en": "working"}
    given = {"words": MEANT, "form": "quotation", "versions": versions, "original_language": "uk"} | more
    world.act("address", act, hours(at), kind="statement", by="a1", extracts=list(extracts), **given)
    return world


def page(world: World, path: str = PAGE, at: float = 20) -> Any:
    return read(dict(render(world.ledger(), hours(at), only=[path]))[path])


def at_words(found: Any) -> list[tuple[str, str]]:
    """Each explanation on the page, with the paragraph before it."""
    notes = found.xpath("//div[@role='note']")
    return [(words_of(one.getprevious().xpath(".//p[last()]")[0]), words_of(one)) for one in notes]


def marked(found: Any) -> list[str]:
    return [words_of(one) for one in found.findall(".//mark")]


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_paragraph_and_sentence_can_be_linked() -> None:
    found = page(stage())
    assert words_of(found.get_element_by_id("p2")).startswith("Нам кажуть")
    assert words_of(found.get_element_by_id("p2c0")) == IRONY
    assert words_of(found.get_element_by_id("p2c44")) == "Ми зробимо його Днем єднання."
    listed = {one.get("href"): words_of(one) for one in found.xpath("//details//a")}
    assert listed["#p2c44"] == "2.2 Ми зробимо його Днем єднання."
    assert all(found.get_element_by_id(href[1:]) is not None for href in listed)


ACTS = ("comment", "clarify", "hold", "correct", "withdraw", "publish")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(ACTS), max_size=4), st.lists(st.sampled_from(["Так. ", "Ні! ", "А 5. ", "…"]), min_size=1)
)
def test_whatever_happens_later_moves_no_place(later: list[str], parts: list[str]) -> None:
    text = ("Слово. " + "".join(parts)).strip() + "\n\nКінець. Справді."
    world = stage({"uk": text})
    before = places(world)
    assert before["p2c8"] == "Справді."
    assert len(before) == 2 + sum(len(sentences(one)) for one in text.split("\n\n"))
    for at, act in enumerate(later, start=3):
        extracts = [named(world, "uk", "Кінець.")] if act in ("clarify", "correct", "comment") else None
        said = {"text": {"uk": "Один.\n\nДва. Три."}, "reason": {"uk": "Бо так."}}
        more = {} if act == "hold" else {"by": "a1", "versions": {"uk": "original"}, "original_language": "uk"}
        world.act(
            "address",
            act,
            hours(at),
            kind="statement",
            words=said,
            **more,
            **({"extracts": extracts} if extracts else {}),
        )
    assert places(world) == before


def places(world: World) -> dict[str, str]:
    """Every place of the statement's own text, and the words there."""
    every = page(world).xpath("//*[starts-with(@id,'p')]")
    return {one.get("id"): words_of(one).strip("«» ").removesuffix(" (оригінал)").rstrip("»") for one in every}


def test_no_place_stands_twice_on_a_page() -> None:
    world = clarified(clarified(stage(), named(stage(), "uk", IRONY)), named(stage(), "uk", "Слава!"), at=4)
    for path in (PAGE, "en/statement/address.html", "uk/text/statement/address.html"):
        ids = page(world, path).xpath("//@id")
        assert len(ids) == len(set(ids))


# ── how it was said ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_question_occasion_place_languages_and_files_stand_on_the_page() -> None:
    world = World()
    words = {"title": {"uk": "Відповідь"}, "text": {"uk": UK, "en": EN}, "question": {"uk": "Коли <напад>?"}}
    words |= {"occasion": {"uk": "Пресконференція"}, "place": {"uk": "Київ"}}
    media = [{"digest": "cd" * 32, "media_type": "video/mp4", "size": 30 * 2**20}]
    world.act(
        *("address", "publish", hours(1)), kind="statement", by="a1", section="security", form="quotation",
        words=words, versions={"uk": "original", "en": "working"}, original_language="uk",
        tone="answer_to_question", media=media,
    )  # fmt: skip
    found = page(world)
    said = words_of(found)
    for line in ("Запитання: Коли <напад>?", "Нагода: Пресконференція", "Місце: Київ"):
        assert said.count(line) == 1
        assert said.index("Відповідь на запитання".lower()) < said.index(line) < said.index("Добрий вечір.")
    assert "українська (оригінал), англійська (наш робочий переклад)" in said
    assert found.xpath("//dl//a[@href='../../en/statement/address.html']")
    assert page(world, f"uk/text/{PAGE[3:]}").xpath("//dl//a[@href='../../../en/statement/address.html']")
    assert f"video/mp4, 30 MiB, SHA-256 {'cd' * 32}" in said
    assert found.xpath(f"//a[@href='../../blob/{'cd' * 32}']")


# ── at the words ─────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("tree", ["", "text/"])
def test_a_clarification_stands_at_its_words(tree: str) -> None:
    world = clarified(stage(), named(stage(), "uk", IRONY), named(stage(), "en", "We are told it will be the 16th."))
    uk, en = (page(world, f"{lang}/{tree}statement/address.html") for lang in ("uk", "en"))
    assert marked(uk) == [IRONY]
    assert marked(en) == ["We are told it will be the 16th."]
    ((paragraph, note),) = at_words(uk)
    assert paragraph.startswith("Нам кажуть")
    assert "Це була іронія." in note
    assert "It was irony." in at_words(en)[0][1]
    assert uk.xpath("//a[@href='#p2c0']")
    assert uk.xpath("//div[@role='note']//a[@href='#a2']")


def test_a_translation_without_an_extract_of_its_own_is_marked_by_paragraph() -> None:
    world = clarified(stage(), named(stage(), "uk", IRONY))
    assert " ".join(filter(None, marked(page(world, "en/statement/address.html")))) == TOLD


def test_the_original_beside_a_translation_is_marked_too() -> None:
    world = stage({"fr": UK, "en": EN})
    world.latest["address"].fields.update(original_language="fr", versions={"fr": "original", "en": "official"})
    clarified(world, named(world, "fr", IRONY))
    assert " ".join(filter(None, marked(page(world, "en/statement/address.html")))) == f"{TOLD} {IRONY}"


@pytest.mark.parametrize(
    "wrong", [{"digest": "0" * 64}, {"paragraph": 9}, {"start": 1}, {"act": "address/2"}, {"language": "de"}]
)
def test_what_does_not_fit_is_about_the_whole_statement(wrong: dict[str, Any]) -> None:
    found = page(clarified(stage(), named(stage(), "uk", IRONY) | wrong))
    assert marked(found) == []
    assert at_words(found) == []
    assert "Це була іронія." in words_of(found.find(".//article"))


def test_without_words_named_it_stands_before_the_statement() -> None:
    world = stage()
    world.act("address", "clarify", hours(3), kind="statement", by="a1", words=MEANT, versions={"uk": "original"})
    found = page(world)
    assert marked(found) == []
    assert at_words(found) == []
    assert words_of(found).index("Це була іронія.") < words_of(found).index("Добрий вечір.")


def test_a_withdrawn_clarification_marks_nothing() -> None:
    world = clarified(stage(), named(stage(), "uk", IRONY))
    world.act(
        "address", "withdraw", hours(5), kind="statement", by="a1", acts=["address/2"], words={"reason": {"uk": "Ні."}}
    )
    assert marked(page(world)) == []


def test_a_comment_leads_to_the_words_and_marks_nothing() -> None:
    found = page(clarified(stage(), named(stage(), "uk", IRONY), act="comment"))
    assert marked(found) == []
    assert words_of(found.xpath("//li[@id='a2']//a[@href='#p2c0']")[0]) == f"«{IRONY}»"


def test_words_in_the_middle_of_a_sentence_and_of_another_act_are_places_too() -> None:
    world = clarified(stage(), named(stage(), "uk", "16 лютого"), act="comment")
    found = page(world)
    assert words_of(found.get_element_by_id("p2c15")).startswith("16 лютого")
    assert [words_of(one) for one in found.xpath("//details//a")][2:4] == [
        "2.1 Нам кажуть, що 16 лютого …",
        "2.2 Ми зробимо його Днем єднання.",
    ]
    salt = world.blobs[world.latest["address"].fields["words"]]["salt"]
    other = {"act": "address/2", "language": "uk", "paragraph": 1, "start": 8, "end": 14}
    other["digest"] = extract.digest("іронія", salt)
    found = page(clarified(world, other, at=5))
    assert marked(found) == ["іронія"]
    assert words_of(found.xpath("//li[@id='a2']//mark[@id='a2p1c8']")[0]) == "іронія"
    assert found.xpath("//li[@id='a3']//a[@href='#a2p1c8']")
    hrefs = {href[1:] for href in found.xpath("//article//a/@href") if href.startswith("#")}
    assert hrefs <= set(found.xpath("//@id"))


def test_a_correction_of_words_stands_at_them() -> None:
    world = clarified(stage(), named(stage(), "uk", "Слава!"), act="correct", words={"reason": {"uk": "Почули не те."}})
    assert marked(page(world)) == ["Слава!"]
    assert "Почули не те." in at_words(page(world))[0][1]
    corrections = page(world, "uk/corrections.html")
    assert corrections.xpath("//a[@href='statement/address.html#p3c0']")


def test_removed_words_leave_no_mark_and_no_words_of_them() -> None:
    world = clarified(stage(), named(stage(), "uk", IRONY))
    why = {"acts": ["address/1"], "ground": "court", "category": "personal_data", "words": {"reason": {"uk": "Суд."}}}
    world.act("address", "remove", hours(5), kind="statement", **why)
    found = page(world)
    assert "Нам кажуть" not in html.tostring(found, encoding="unicode")
    assert "Це була іронія." in words_of(found)


@pytest.mark.parametrize("pinned", [1, 2])
def test_a_bulletin_marks_the_words_and_names_those_that_a_pinned_act_is_about(pinned: int) -> None:
    world = clarified(stage(), named(stage(), "uk", IRONY))
    items = [{"section": "security", "acts": [f"address/{pinned}"]}]
    covers = {"from": "2022-02-14T00:00:00Z", "to": "2022-02-15T00:00:00Z"}
    day = {"date": "2022-02-14", "covers": covers, "items": items}
    world.act("bulletin-1", "publish", hours(9), kind="bulletin", words={"title": {"uk": "Випуск"}}, **day)
    found = page(world, "uk/bulletin/bulletin-1.html")
    assert marked(found) == ([IRONY] if pinned == 1 else [])
    assert ("Це була іронія." in words_of(found.find(".//main"))) is True
    assert bool(found.xpath("//a[@href='../statement/address.html#p2c0']")) == (pinned == 2)


# ── machines ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_json_gives_the_places_and_the_words() -> None:
    world = clarified(stage(), named(stage(), "uk", IRONY))
    made = json.loads(dict(render(world.ledger(), hours(20), only=["document/address.json"]))["document/address.json"])
    places = made["acts"][0]["places"]["uk"]
    paragraphs = UK.split("\n\n")
    assert {"paragraph": 2, "start": 44, "end": 73, "place": "p2c44"} in places
    assert all(paragraphs[one["paragraph"] - 1][one["start"] : one["end"]] for one in places)
    (one,) = made["acts"][1]["extracts"]
    assert (one["place"], one["words"], one["digest"]) == ("p2c0", IRONY, named(world, "uk", IRONY)["digest"])


def test_feeds_name_the_words_outside_the_quotation_marks() -> None:
    world = clarified(stage(), named(stage(), "uk", IRONY))
    feed = json.loads(dict(render(world.ledger(), hours(20), only=["feeds/uk/all.json"]))["feeds/uk/all.json"])
    text = feed["items"][0]["content_text"]
    assert text.endswith(f"Слава!»\n\n[Уточнено «{IRONY}»: Ministry A: Це була іронія.]")
    assert f"Уточнено «{IRONY}»: Це була іронія." in feed["items"][0]["summary"]
