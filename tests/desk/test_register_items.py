"""The register in pieces: what a form shows, what an entry says, and what the record folds are one and the same."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk.instance import ORIGIN, register

from uarazom.acts.read import read_words
from uarazom.acts.register import Register
from uarazom.acts.register_schema import check_register
from uarazom.desk.register import items
from uarazom.desk.register.items import Item
from uarazom.verify import canon

AT = datetime(2030, 1, 10, 9, tzinfo=UTC)
SALT = {"format": "uarazom/words/1", "salt": canon.to_base64(bytes(16))}


def first() -> Register:
    """The register of the test instance."""
    fields, words = register()
    return Register().with_entry(1, "1" * 64, fields, read_words(canon.parse(words, len(words))))


def published(some: dict[str, Item], before: Register) -> Register:
    """What the record folds after an entry with these items: through the strict door, and through the bytes."""
    fields, words = items.entry(some, before)
    if not fields and not words:
        return before
    raw = canon.canonical({**SALT, **words})
    content = {"format": "uarazom/register/1", "origin": ORIGIN, "version": before.version + 1, **fields}
    content |= {"previous": before.digest, "words": canon.digest(raw)}
    told = canon.parse(raw, len(raw))
    check_register(content, told, register=before)
    entry = canon.parse(canon.canonical({**content, "issued_at": canon.instant_text(AT)}))
    return before.with_entry((before.index or 0) + 1, canon.digest(canon.canonical(entry)), entry, read_words(told))


def said(one: Register) -> Register:
    """All that a reader is told; where it came from aside."""
    texts = {kind: {key: value for key, value in some.items() if value} for kind, some in one.texts.items() if some}
    texts["instance"] = {name: value for name, value in texts.get("instance", {}).items() if value}
    return replace(one, index=None, digest=None, issued_at=None, words=(), version=0, texts=texts)


# ── items as the forms make them ──────────────────────────────────────────────────────────────────────────────────────
TEXT = st.sampled_from(["Міст", "Bridge", "One line", "Ще рядок"])
TEXTS = st.dictionaries(st.sampled_from(["uk", "en", "de"]), TEXT, min_size=1)
MAYBE = st.dictionaries(st.sampled_from(["uk", "en"]), TEXT)
INSTANT = st.sampled_from(["2029-01-01T00:00:00Z", "2029-06-01T00:00:00Z"])
BODIES = st.sampled_from(["mod", "abroad", "police", "coastguard"])
CODES = st.lists(st.sampled_from(["crime", "defence", "sea"]), unique=True)


def some(**members: Any) -> st.SearchStrategy[dict[str, Any]]:
    """An object in which members that say nothing are absent."""
    return st.fixed_dictionaries(members).map(lambda made: {name: one for name, one in made.items() if one})


def a_body(key: str) -> st.SearchStrategy[Item]:
    fields = some(
        kind=st.sampled_from(["agency", "ministry"]),
        head=st.sampled_from(["state", "abroad"]),
        participation=st.sampled_from(["agreed", "external"]),
        named=st.sampled_from(["yes", "no"]),
        competences=CODES,
        regions=st.lists(st.sampled_from(["AA-01", "AA-02"]), unique=True),
        ended=st.none() | INSTANT,
    )
    words = some(name=TEXTS, short=MAYBE, url=st.sampled_from(["", "https://body.example/"]))
    return st.builds(lambda coded, text: Item("bodies", key, coded, text), fields, words)


def a_person(key: str) -> st.SearchStrategy[Item]:
    office = st.tuples(some(body=st.sampled_from(["mod", "press"]), until=st.none() | INSTANT), MAYBE)
    return st.builds(
        lambda name, rows: Item(
            "people", key, {"offices": [one for one, _ in rows]}, {"name": name, "offices": [one for _, one in rows]}
        ),
        TEXTS,
        st.lists(office, min_size=1, max_size=3),
    )


def the_instance() -> st.SearchStrategy[Item]:
    stands = items.standing(first(), "instance", "instance")
    assert stands is not None
    words = some(name=TEXTS, tagline=MAYBE, about=MAYBE, url=st.sampled_from(["", "https://public.example/"]))
    numbers = st.lists(st.sampled_from(["112", "101"]), unique=True)
    kept = {name: one for name, one in stands.fields.items() if name != "emergency_numbers"}
    return st.builds(
        lambda text, given: Item("instance", "instance", kept | ({"emergency_numbers": given} if given else {}), text),
        words,
        numbers,
    )


def a_named(kind: str, key: str) -> st.SearchStrategy[Item]:
    place = st.integers(1, 6).map(lambda place: {"place": place}) if kind == "sections" else st.just({})
    return st.builds(lambda fields, name: Item(kind, key, fields, {"name": name}), place, TEXTS)


POLICY = st.builds(lambda title, text: Item("policy", "corrections", {}, {"title": title, "text": text}), TEXTS, TEXTS)
PACK = st.builds(lambda rules: Item("rule_pack", "rule_pack", {"digest": "a" * 64, "rules": rules}), st.integers(0, 3))
NAMED = [("sections", "safety"), ("sections", "weather"), ("regions", "AA-01"), ("regions", "AA-03"),
         ("competences", "crime"), ("topics", "bridges")]  # fmt: skip
ITEM = st.one_of(
    BODIES.flatmap(a_body), st.sampled_from(["reznik", "chief"]).flatmap(a_person), the_instance(), POLICY, PACK,
    st.sampled_from(NAMED).flatmap(lambda pair: a_named(*pair)),
)  # fmt: skip
CHANGE = st.lists(ITEM, min_size=1, max_size=5).map(lambda made: {one.key: one for one in made})


@given(st.lists(CHANGE, min_size=1, max_size=4))
def test_folding_entries_one_by_one_is_the_forms_view(changes: list[dict[str, Item]]) -> None:
    now = first()
    for change in changes:
        view = items.seen_with(change, now, AT)
        now = published(change, now)
        assert said(view) == said(now)
        assert items.entry(change, now) == ({}, {})  # nothing of it is left to be said


@given(st.lists(CHANGE, min_size=1, max_size=4))
def test_what_was_put_is_what_the_form_shows_next(changes: list[dict[str, Item]]) -> None:
    now = first()
    for change in changes:
        now = published(change, now)
        for item in change.values():
            shown = items.standing(now, item.kind, item.id)
            assert shown is not None
            assert shown.words == item.words
            if item.kind != "sections":
                assert shown.fields == item.fields


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("instance", {"name": {"en": "A"}, "tagline": {"en": "B"}, "url": "https://a.example/"}, {"name": {"en": "A"}}),
        ("bodies", {"name": {"en": "A"}, "short": {"en": "B"}}, {"name": {"en": "A"}}),
    ],
)
def test_a_text_is_taken_away(kind: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    key = "instance" if kind == "instance" else "mod"
    stands = items.standing(first(), kind, key)
    assert stands is not None
    said_once = published({f"{kind}/{key}": Item(kind, key, stands.fields, one)}, first())
    gone = items.standing(published({f"{kind}/{key}": Item(kind, key, stands.fields, other)}, said_once), kind, key)
    assert gone is not None
    assert gone.words == other


def test_titles_stay_with_their_offices() -> None:
    stands = items.standing(first(), "people", "reznik")
    assert stands is not None
    two = Item("people", "reznik", {"offices": [{"body": "press"}, {"body": "mod"}]},
               {**stands.words, "offices": [{}, stands.words["offices"][0]]})  # fmt: skip
    later = {**two.fields, "offices": [{"body": "press", "until": "2030-01-01T00:00:00Z"}, {"body": "mod"}]}
    now = published({two.key: two}, first())
    ended = published({two.key: Item("people", "reznik", later, two.words)}, now)
    assert [office.title for office in ended.people["reznik"].offices] == [{}, {"uk": "міністр", "en": "Minister"}]


@given(CHANGE)
def test_one_entry_or_one_for_each_item_is_the_same(change: dict[str, Item]) -> None:
    rest = {key: item for key, item in change.items() if item.kind != "sections"}
    one_by_one = first()
    for key in sorted(rest):
        one_by_one = published({key: rest[key]}, one_by_one)
    assert said(one_by_one) == said(published(rest, first()))


def test_every_item_of_a_register_says_what_stands() -> None:
    now = first()
    every = [items.standing(now, kind, key) for kind in items.KINDS for key in items.keys(now, kind)]
    made = {one.key: one for one in every if one is not None}
    assert len(made) == 1 + 3 + 1 + 3 + 3  # the instance, bodies, a person, sections, regions; no pack
    assert items.entry(made, now) == ({}, {})


def test_an_entry_holds_what_differs_and_no_more() -> None:
    mod = items.standing(first(), "bodies", "mod")
    assert mod is not None
    short = Item("bodies", "mod", mod.fields, {**mod.words, "short": {"en": "MoD"}})
    assert items.entry({short.key: short}, first()) == ({}, {"bodies": {"mod": short.words}})
    person = items.standing(first(), "people", "reznik")
    assert person is not None
    ended = Item("people", "reznik", {"offices": [{"body": "mod", "until": "2030-01-01T00:00:00Z"}]}, person.words)
    whole = ({"people": {"reznik": ended.fields}}, {"people": {"reznik": person.words}})  # offices never without titles
    assert items.entry({ended.key: ended}, first()) == whole
    renamed = Item("people", "reznik", person.fields, {**person.words, "name": {"en": "O. Reznyk"}})
    assert items.entry({renamed.key: renamed}, first())[0] == {"people": {"reznik": person.fields}}
    moved = Item("sections", "safety", {"place": 1}, {"name": {"uk": "Безпека людей", "en": "Safety"}})
    assert items.entry({moved.key: moved}, first()) == ({"sections": ["safety", "security", "defence"]}, {})
