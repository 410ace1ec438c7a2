"""What may be issued: each thing that is wrong is found, by name, together with all the others; and nothing crashes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.acts.stage import Story, entry, hour

from uarazom.acts import members, schema
from uarazom.acts.errors import BadAct
from uarazom.verify import canon

Fields = dict[str, Any]


def announce(**more: Any) -> Fields:
    """The content of a claim that may be issued."""
    fields = {
        "format": "uarazom/act/1",
        "origin": "stage.test/log",
        "document": "e",
        "n": 1,
        "kind": "claim",
        "act": "announce",
        "body": "c1",
        "by": "a1",
        "known_at": at(0),
        "known_at_precision": "exact",
        "basis": "assessment",
        "evidence": "none_published",
        "original_language": "en",
        "versions": {"en": "original"},
        "section": "safety",
        "nature": "state",
        **more,
    }
    return {name: value for name, value in fields.items() if value is not None}


WORDS: Fields = {"title": {"en": "a1: the bridge is open"}, "text": {"en": "The bridge is open."}}


def at(hours: float) -> str:
    return canon.instant_text(hour(hours))


def story() -> Story:
    """A claim that was disputed, held, and has three acts."""
    told = Story("claim", nature="state").act("announce", by="a1", words="0" * 64)
    return told.act("dispute", by="b1", hour=1).act("hold", hour=2)


def following(act: str, **more: Any) -> Fields:
    """The content of a fourth act on that claim."""
    previous = story().ledger.documents["d"].latest.digest
    return announce(
        **{"document": "d", "n": 4, "previous": previous, "act": act, "section": None, "nature": None}
        | ({"known_at": at(3)} if act not in ("hold", "release", "remove") else OURS)
        | more
    )


OURS: Fields = dict.fromkeys(
    ["by", "known_at", "known_at_precision", "basis", "evidence", "versions", "original_language"]
)


def found(fields: Fields, words: Fields | None = WORDS, *, told: Story | None = None, issued: float = 9) -> set[str]:
    """The members that something is wrong with."""
    ledger = (told or story()).ledger
    document = ledger.documents.get(str(fields.get("document")))
    try:
        schema.check(fields, words, register=ledger.latest_register, document=document, ledger=ledger, at=hour(issued))
    except BadAct as bad:
        return {finding.member for finding in bad.findings}
    return set()


def test_a_good_act_may_be_issued() -> None:
    assert found(announce()) == set()


@pytest.mark.parametrize(
    ("more", "member"),
    [
        # shapes
        ({"colour": "red"}, "colour"),
        ({"document": "Not An Id"}, "document"),
        ({"n": "1"}, "n"),
        ({"n": True}, "n"),
        ({"known_at": "2022-02-14T08:00:00+02:00"}, "known_at"),
        ({"as_of": "2022-02-30T08:00:00Z"}, "as_of"),
        ({"basis": "gossip"}, "basis"),
        ({"versions": {"en": "true"}}, "versions"),
        ({"versions": {}}, "versions"),
        ({"regions": ["AA-02", "AA-01"]}, "regions"),
        ({"regions": []}, "regions"),
        ({"figure": {"metric": "x", "value": 1.5}}, "figure"),
        ({"figure": {"metric": "x", "value": 1, "colour": 1}}, "figure"),
        ({"media": [{"digest": "0" * 64, "media_type": "image/png", "size": 0}]}, "media"),
        # members on this act and kind
        ({"act": "confirm"}, "act"),
        ({"kind": "alert", "act": "publish", "nature": None}, "alert"),
        ({"successor": "d"}, "successor"),
        ({"confirms": "carried_out"}, "confirms"),
        ({"competence": "affirmed"}, "competence"),
        ({"ground": "law"}, "ground"),
        ({"acts": ["d/1"]}, "acts"),
        ({"starts_at": at(1)}, "starts_at"),
        ({"date": "2022-02-14"}, "date"),
        ({"nature": None}, "nature"),
        ({"section": None}, "section"),
        ({"known_at": None}, "known_at"),
        ({"known_at_precision": None}, "known_at_precision"),
        ({"basis": None}, "basis"),
        ({"evidence": None}, "evidence"),
        ({"nature": "plan"}, "due_at"),
        ({"nature": "event", "valid_until": at(5)}, "valid_until"),
        # the chain
        ({"n": 2}, "n"),
        ({"previous": "0" * 64}, "previous"),
        ({"document": "d"}, "n"),
        # times
        ({"known_at": at(10)}, "known_at"),
        ({"as_of": at(0.5)}, "as_of"),
        ({"known_at_precision": "part_of_day", "as_of": at(12.5)}, "as_of"),
        ({"valid_until": at(0)}, "valid_until"),
        ({"as_of": at(-5), "valid_until": at(-5)}, "valid_until"),
        ({"due_at": at(-1)}, "due_at"),
        # who
        ({"body": "stranger"}, "body"),
        ({"by": "stranger"}, "by"),
        ({"by": "pat", "speaking_for": "stranger"}, "speaking_for"),
        ({"by": "quin"}, "speaking_for"),
        ({"by": None, "speaking_for": "a1"}, "by"),
        # where, and what it refers to
        ({"section": "sports"}, "section"),
        ({"quotes": "nothing"}, "quotes"),
        ({"quotes": "d"}, "quotes"),
        # words
        ({"versions": {"en": "original", "fr": "working"}}, "versions"),
        ({"versions": None}, "versions"),
        ({"original_language": None}, "original_language"),
        ({"original_language": "fr"}, "versions"),
        ({"form": "summary"}, "form"),
        ({"figure": {"metric": "x", "value": 1}}, "words.unit"),
    ],
)
def test_what_is_wrong_is_found(more: Fields, member: str) -> None:
    assert member in found(announce(**more))


@pytest.mark.parametrize(
    ("more", "member"),
    [
        ({"title": None}, "words.title"),
        ({"text": None}, "words.text"),
        ({"html": {"en": "<b>"}}, "words.html"),
        ({"title": {"en": ""}}, "words.title.en"),
        ({"title": {"en": "two\nlines"}}, "words.title.en"),
        ({"title": {"en": "x" * 501}}, "words.title.en"),
        ({"title": {"fr": "un pont"}}, "words.title.fr"),
        ({"title": {"English": "a bridge"}}, "words.title.English"),
        ({"title": "a bridge"}, "words.title"),
        ({"text": {"en": " space before"}}, "words.text.en"),
        ({"text": {"en": "a\n\n\nb"}}, "words.text.en"),
        ({"text": {"en": "a\tb"}}, "words.text.en"),
        ({"text": {"en": "right\u202eleft"}}, "words.text.en"),
        ({"text": {"en": 5}}, "words.text.en"),
        ({"source": {}}, "words.source"),
        ({"source": {"publisher": "P", "url": "javascript:alert(1)"}}, "words.source.url"),
        ({"source": {"publisher": "P", "url": "https://user@host.test/"}}, "words.source.url"),
        ({"source": {"publisher": "P", "url": "https://host.test/a b"}}, "words.source.url"),
        ({"source": {"publisher": "P", "published_at": "yesterday"}}, "words.source.published_at"),
        ({"source": {"publisher": "P", "author": "A"}}, "words.source.author"),
    ],
)
def test_what_is_wrong_with_the_words_is_found(more: Fields, member: str) -> None:
    words = {name: value for name, value in {**WORDS, **more}.items() if value is not None}
    assert member in found(announce(), words)


def test_every_finding_is_listed_and_says_what_to_do() -> None:
    with pytest.raises(BadAct) as caught:
        schema.check(
            announce(by="stranger", basis="gossip"), {}, register=story().ledger.latest_register, document=None
        )
    text = str(caught.value)
    assert "e/1 may not be issued" in text
    assert "by: expected a person or body of the register, got stranger. Enter them in the register first." in text
    assert "basis: expected one of own_decision" in text
    assert "words.title: expected a text on announce of a claim, got nothing" in text


def test_a_stale_predecessor_is_refused_with_what_was_expected() -> None:
    latest = story().ledger.documents["d"].latest.digest
    with pytest.raises(BadAct, match=f"previous: expected {latest}, got {'0' * 64}"):
        schema.check(
            following("comment", previous="0" * 64),
            {"text": {"en": "Well."}},
            register=story().ledger.latest_register,
            document=story().ledger.documents["d"],
        )


TEXT = {"text": {"en": "They say otherwise."}}
FALSE = {**TEXT, "competent_because": {"en": "It is their bridge."}}
REASON = {"reason": {"en": "An error of ours."}}


@pytest.mark.parametrize(
    ("fields", "words", "wrong"),
    [
        (following("dispute", by="c1"), TEXT, set()),
        (following("dispute", by=None), TEXT, {"by"}),
        (following("refute", by="c1", competence="affirmed"), FALSE, set()),
        (following("refute", by="c1"), TEXT, {"competence", "words.competent_because"}),
        (following("refute", by="crowd", competence="affirmed"), FALSE, {"by"}),
        (following("refute", by="c1", competence="affirmed", valid_until=at(9)), FALSE, {"valid_until"}),
        (following("confirm", by="c1", confirms="what_the_words_say"), {**TEXT, "confirms": {"en": "That."}}, set()),
        (following("confirm", by="c1", confirms="carried_out"), {**TEXT, "confirms": {"en": "That."}}, {"confirms"}),
        (following("confirm", by="c1"), TEXT, {"confirms", "words.confirms"}),
        (following("comment", title=None), {**TEXT, "title": {"en": "New"}}, {"words.title"}),
        (following("announce", nature="event"), TEXT, {"nature"}),
        (following("correct", nature="event"), {**TEXT, **REASON}, set()),
        (following("correct"), TEXT, {"words.reason"}),
        (following("supersede", successor="d"), TEXT, {"successor"}),
        (following("supersede", successor="nothing"), TEXT, {"successor"}),
        (following("supersede"), TEXT, {"successor"}),
        (following("release"), REASON, set()),
        (following("release", acts=["d/3"]), REASON, set()),
        (following("release", acts=["d/2"]), REASON, {"acts"}),
        (following("release", by="a1"), REASON, {"by"}),
        (following("withdraw"), {**TEXT, **REASON}, set()),
        (following("withdraw", acts=["d/2"]), {**TEXT, **REASON}, set()),
        (following("withdraw", acts=["d/1"]), {**TEXT, **REASON}, {"acts"}),
        (following("withdraw", acts=["d/3"]), {**TEXT, **REASON}, {"acts"}),
        (following("withdraw", acts=["d/9"]), {**TEXT, **REASON}, {"acts"}),
        (following("remove", acts=["d/1"], ground="court_order", category="personal_data"), REASON, set()),
        (following("remove", acts=["d/2"], ground="court_order", category="personal_data"), REASON, {"acts"}),
        (following("remove"), REASON, {"acts", "ground", "category"}),
        (following("dispute", by="c1", kind="statement"), TEXT, {"kind", "act"}),
    ],
)  # fmt: skip
def test_later_acts(fields: Fields, words: Fields, wrong: set[str]) -> None:
    assert found(fields, words) == wrong


def test_nothing_new_is_said_on_a_withdrawn_document() -> None:
    told = story().act("withdraw", by="a1", hour=3)
    latest = told.ledger.documents["d"].latest
    after = {"n": 5, "previous": latest.digest, "known_at": at(4)}
    assert found(following("dispute", by="c1", **after), TEXT, told=told) == {"act"}
    assert found(following("correct", **after), {**TEXT, **REASON}, told=told) == set()


def test_there_is_nothing_to_release_without_a_hold() -> None:
    told = story().act("release", hour=3)
    after = {"n": 5, "previous": told.ledger.documents["d"].latest.digest}
    assert found(following("release", **after), REASON, told=told) == {"act"}


def test_a_rumour_has_nobody_and_a_measure_somebody() -> None:
    assert found(announce(by=None)) == set()
    assert "by" in found(announce(kind="measure", nature=None, by=None))


def test_an_issue_goes_not_before_the_act_before() -> None:
    assert "issued_at" in found(following("comment", issued_at=at(1), known_at=at(0)), TEXT)


def test_the_words_are_those_that_the_digest_names() -> None:
    salted = {"format": "uarazom/words/1", "salt": canon.to_base64(bytes(16)), **WORDS}
    digest = canon.digest(canon.canonical(salted))
    assert found(announce(words=digest), salted) == set()
    assert found(announce(words="0" * 64), salted) == {"words"}
    assert "words" in found(announce(words=digest), None)


def bulletin(**more: Any) -> Fields:
    return {
        "format": "uarazom/act/1",
        "origin": "stage.test/log",
        "document": "e",
        "n": 1,
        "kind": "bulletin",
        "act": "publish",
        "body": "c1",
        "by": "c1",
        "date": "2022-02-14",
        "covers": {"from": at(-20), "to": at(4)},
        "items": [{"section": "safety", "acts": ["d/1", "d/2"]}],
        **more,
    }


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({}, set()),
        ({"known_at": at(0), "known_at_precision": "exact"}, {"known_at"}),
        ({"covers": {"from": at(4), "to": at(4)}}, {"covers"}),
        ({"items": [{"section": "safety", "acts": ["d/9"]}]}, {"items"}),
        ({"items": [{"section": "sports", "acts": ["d/1"]}]}, {"section"}),
        ({"items": [{"section": "safety", "acts": []}]}, {"items"}),
    ],
)
def test_a_bulletin(more: Fields, wrong: set[str]) -> None:
    assert found(bulletin(**more), {"title": {"en": "Bulletin"}, "intro": {"en": "Today."}}) == wrong


# ── anything at all ──────────────────────────────────────────────────────────────────────────────────────────────────
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([at(0), "d/1", "en"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*members.SHAPES, "colour"]), ANYTHING, max_size=8), st.sampled_from([0, 1]))
def test_bad_input_is_a_clear_error_and_nothing_else(more: Fields, later: int) -> None:
    base = following("confirm", by="c1") if later else announce()
    found({**base, **more})


@given(ANYTHING, st.dictionaries(st.sampled_from([*WORDS, "source", "note", "x"]), ANYTHING, max_size=4))
def test_bad_words_are_a_clear_error_and_nothing_else(value: Any, words: Fields) -> None:
    found(announce(), {**WORDS, **words})


@given(st.dictionaries(st.sampled_from([*members.SHAPES]), ANYTHING, max_size=8))
def test_what_is_taken_in_is_read_whatever_it_holds(more: Fields) -> None:
    firm = ("format", "document", "n", "kind", "act", "body", "previous", "issued_at", "words")
    told = Story("claim", nature="state")
    fields = told.content("announce", "a1", 0, None) | {k: v for k, v in more.items() if k not in firm}
    told.ledger.apply(1, entry_of(fields))
    told.status(100)


def entry_of(fields: Fields) -> Any:
    """An entry of anything, canonical or not."""
    made = entry({"format": "uarazom/act/1"})
    return type(made)(made.digest, fields)


def test_nothing_at_all_is_not_an_act() -> None:
    with pytest.raises(BadAct, match="act/\\? may not be issued"):
        schema.check({}, None, register=story().ledger.latest_register, document=None)


# ── what one person may say alone ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "more",
    [
        {"text": {"en": "The city is surrendered."}},
        {"source": {"publisher": "P", "url": "https://host.test/"}},
        {"place": {"en": "the bridge"}},
        {"question": {"en": "Has the city fallen?"}},
        {"confirms": {"en": "that it fell"}},
        {"intro": {"en": "Today:"}},
    ],
)
@pytest.mark.parametrize("act", ["hold", "release", "remove"])
def test_our_own_acts_say_why_and_nothing_else(act: str, more: Fields) -> None:
    (name,) = more
    about = {"ground": "law", "category": "personal_data", "acts": ["d/1"]} if act == "remove" else {}
    fields = following(act, **about, original_language="en", versions={"en": "official"})
    assert f"words.{name}" in found(fields, {"reason": {"en": "To be checked."}, **more})


def test_a_hold_gives_its_reason_in_short() -> None:
    assert found(following("hold"), {"reason": {"en": "x" * 1000}, "note": {"en": "n" * 1000}}) == set()
    assert found(following("hold"), {"reason": {"en": "x" * 1001}}) == {"words.reason.en"}
    assert "words.reason.en" not in found(following("withdraw", by="a1"), {"reason": {"en": "x" * 1001}})


@pytest.mark.parametrize("mark", ["\u2066", "\u2067", "\u2068", "\u2069"])
def test_no_text_turns_the_direction_of_what_stands_after_it(mark: str) -> None:
    """An isolate that is not closed runs on into the status word beside the title."""
    assert found(announce(), {**WORDS, "title": {"en": f"a1: {mark}the bridge"}}) == {"words.title.en"}
    across = {"en": "one \u2067paragraph\n\nand another\u2069"}
    assert found(announce(), {**WORDS, "text": across}) == {"words.text.en"}
    whole = {"en": "a name \u2068שם\u2069 in \u2067its \u2066own\u2069\u2069 direction"}
    assert found(announce(), {**WORDS, "text": whole}) == set()


@pytest.mark.parametrize("act", ["correct", "supersede", "withdraw", "remove"])
def test_what_one_body_published_no_other_takes_back(act: str) -> None:
    """Two people of another body may dispute it; they cannot make it go away."""
    more: Fields = {"successor": "e"} if act == "supersede" else {}
    more |= {"acts": ["d/1"], "ground": "law", "category": "privacy"} if act == "remove" else {}
    assert "body" not in found(following(act, **more))
    assert "body" in found(following(act, body="b1", **more))


def test_a_body_takes_back_its_own_word_in_anothers_document() -> None:
    told = Story("claim", nature="state").act("announce", by="a1", words="0" * 64)
    told.act("refute", by="b1", hour=1, body="b1", competence="affirmed")
    previous = told.ledger.documents["d"].latest.digest
    own = {"n": 3, "previous": previous, "body": "b1", "acts": ["d/2"]}
    assert "body" not in found(following("withdraw", **own), told=told)
    assert "body" in found(following("withdraw", **(own | {"acts": ["d/1"]})), told=told)


def test_an_owner_of_the_platform_may_take_back_what_others_published() -> None:
    from tests.acts.stage import BODIES, register

    owned = register({**BODIES, "b1": {"head": "b", "participation": "owner"}})
    told = Story("claim", register=owned, nature="state").act("announce", by="a1", words="0" * 64)
    previous = told.ledger.documents["d"].latest.digest
    assert "body" not in found(following("withdraw", n=2, previous=previous, body="b1"), told=told)
