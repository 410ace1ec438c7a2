import json
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.editorial.newsroom import ORIGIN, SALT, Record, demo

from uarazom.editorial import intake
from uarazom.editorial.draft import compose
from uarazom.editorial.refusal import BadFile, Refused

ITEM: dict[str, Any] = {
    "document": "claim-water",
    "kind": "claim",
    "act": "announce",
    "body": "demo-desk",
    "by": "kmda-ua-30",
    "known_at": "2022-02-16T12:00:00+02:00",
    "known_at_precision": "hour",
    "section": "safety",
    "nature": "state",
    "regions": ["UA-30"],
    "basis": "own_observation",
    "evidence": "none_published",
    "form": "summary",
    "original_language": "uk",
    "versions": {"uk": "summary"},
    "words": {
        "title": {"uk": "Вода є"},
        "text": {"uk": " Водопостачання працює.\r\n\r\nТиск звичайний. \n"},
        "source": {"publisher": "Рада", "url": "https://example.org/1", "published_at": "2022-02-16T11:00+02:00"},
    },
    "embargo": "2022-02-16T13:00:00Z",
    "contributors": ["olha", "ivan"],
}
AT = datetime(2022, 2, 16, 14, tzinfo=UTC)


def item(**changes: Any) -> dict[str, Any]:
    return {name: deepcopy(value) for name, value in {**ITEM, **changes}.items() if value is not None}


def as_json(*items: Any) -> bytes:
    return json.dumps({"format": intake.FORMAT, "drafts": list(items)}, ensure_ascii=False).encode()


FILES = {
    "json": as_json(ITEM, ITEM),
    "jsonl": b"\n\n".join(json.dumps(one, ensure_ascii=False).encode() for one in (ITEM, ITEM)),
    "yaml": yaml.safe_dump({"format": intake.FORMAT, "drafts": [item(), item()]}, allow_unicode=True).encode(),
}


@pytest.mark.parametrize("file_format", intake.FORMATS)
def test_the_three_formats_say_the_same(file_format: str) -> None:
    first, second = intake.read(FILES[file_format], file_format)
    assert first.draft == second.draft
    assert first.where != second.where
    draft = first.draft
    assert (draft.document, draft.kind, draft.act, draft.body) == ("claim-water", "claim", "announce", "demo-desk")
    assert draft.fields["known_at"] == "2022-02-16T10:00:00Z"
    assert draft.words["text"]["uk"] == "Водопостачання працює.\n\nТиск звичайний."
    assert draft.words["source"]["published_at"] == "2022-02-16T09:00:00Z"
    assert draft.contributors == ("ivan", "olha")
    assert first.embargo == datetime(2022, 2, 16, 13, tzinfo=UTC)


def test_what_is_submitted_can_be_issued() -> None:
    (submitted,) = intake.read(json.dumps([ITEM]).encode(), "json")
    made = Record()
    made.register(demo().register, demo().register_words)
    assert compose(submitted.draft, origin=ORIGIN, ledger=made.ledger, salt=SALT, at=AT).fields["n"] == 1


@pytest.mark.parametrize(
    ("changes", "where", "expected"),
    [
        ({"document": None}, "item 1", "a member document"),
        ({"document": "Claim 1"}, "item 1, document", "an id"),
        ({"kind": "gossip"}, "item 1, kind", "one of bulletin"),
        ({"act": "shout"}, "item 1, act", "one of publish"),
        ({"known_at": "2022-02-16T12:00:00"}, "item 1, known_at", "an instant with its offset"),
        ({"known_at": "2022-02-30T12:00:00Z"}, "item 1, known_at", "a date and time that exist"),
        ({"known_at": "20220216T120000Z"}, "item 1, known_at", "an instant"),
        ({"known_at": "٢٠٢٢-02-16T12:00:00Z"}, "item 1, known_at", "an instant"),
        ({"valid_until": "0001-01-01T00:00:00+23:00"}, "item 1, valid_until", "exist"),
        ({"covers": {"from": "2022-02-16T12:00:00Z"}}, "item 1, covers", "a member to"),
        ({"basis": "hearsay"}, "item 1, basis", "one of own_decision"),
        ({"regions": "UA-30"}, "item 1, regions", "an array"),
        ({"regions": ["UA-32", "UA-30"]}, "item 1, regions", "sorted"),
        ({"figure": {"metric": "m", "value": "7"}}, "item 1, figure", "metric"),
        ({"n": 1}, "item 1", "only what an editor decides"),
        ({"issued_at": "2022-02-16T12:00:00Z"}, "item 1", "only what an editor decides"),
        ({"gossip": "x"}, "item 1", "got gossip"),
        ({"words": {"gossip": {"uk": "x"}}}, "item 1, words.gossip", "one of title"),
        ({"words": {"text": "x"}}, "item 1, words.text", "a mapping"),
        ({"words": {"text": {"Ukrainian": "x"}}}, "item 1, words.text", "texts by language"),
        ({"words": {"text": {"uk": ""}}}, "item 1, words.text.uk", "a text"),
        ({"words": {"title": {"uk": "x" * 501}}}, "item 1, words.title.uk", "a text of 1 to 500"),
        ({"words": {"source": {"url": "https://example.org"}}}, "item 1, words.source", "a member publisher"),
        ({"words": []}, "item 1, words", "a mapping"),
        ({"contributors": "olha"}, "item 1, contributors", "a list"),
        ({"embargo": "tomorrow"}, "item 1, embargo", "an instant"),
    ],
)
def test_errors_name_item_and_field(changes: dict[str, Any], where: str, expected: str) -> None:
    with pytest.raises(BadFile) as caught:
        intake.read(as_json(item(**changes)), "json")
    (error,) = caught.value.errors
    assert error.where == where
    assert expected in error.sentence()


def test_errors_of_yaml_and_of_lines_name_the_line() -> None:
    raw = yaml.safe_dump([item(), item(basis="hearsay")], allow_unicode=True, sort_keys=False).encode()
    line = 1 + raw.decode().splitlines().index("  basis: hearsay")
    with pytest.raises(BadFile, match=f"item 2, line {line}, basis"):
        intake.read(raw, "yaml")
    lines = b"\n".join(json.dumps(one).encode() for one in (ITEM, item(basis="hearsay"))) + b"\n{]"
    with pytest.raises(BadFile) as caught:
        intake.read(lines + b"\n[]\n\n" + json.dumps(ITEM).encode() + b"}", "jsonl")
    assert [error.where for error in caught.value.errors] == ["line 2, basis", "line 3", "line 4", "line 6"]
    with pytest.raises(BadFile, match="line 2, basis"):
        intake.read(lines[: lines.rindex(b"\n")], "jsonl")


def test_every_error_is_told_and_nothing_is_taken() -> None:
    with pytest.raises(BadFile) as caught:
        intake.read(as_json(item(basis="x", tone="y", words={"text": {"uk": ""}}), item(), item(kind="z")), "json")
    assert [error.where for error in caught.value.errors] == [
        "item 1, basis",
        "item 1, tone",
        "item 1, words.text.uk",
        "item 3, kind",
    ]
    assert len(str(caught.value).splitlines()) == 4


@pytest.mark.parametrize(
    ("raw", "file_format", "expected"),
    [
        (b"", "json", "well-formed JSON"),
        (b"", "jsonl", "1 to 1000 lines"),
        (b"", "yaml", "a document"),
        (b"[]", "json", "a list of 1 to 1000"),
        (b"7", "json", "a list"),
        (b'{"drafts": []}', "json", "format"),
        (b'{"format": "uarazom/submit/2", "drafts": [{}]}', "json", "uarazom/submit/1"),
        (b'[{"kind": "a", "kind": "b"}]', "json", "each member once"),
        (b'[{"n": NaN}]', "json", "a number"),
        (b"[" * 100_000, "json", "at most 16 levels"),
        (b"[" * 100_000, "yaml", "at most 16 levels"),
        (b'[{"a":' * 9 + b"1" + b"}]" * 9, "json", "at most 16 levels"),
        (b'[{"value": 9007199254740993}]', "json", "an integer within"),
        (b"\xff\xfe", "json", "UTF-8"),
        (b" " * (intake.FILE_BYTES_MAX + 1), "json", "at most"),
        (b" " * (intake.FILE_BYTES_MAX + 1), "jsonl", "at most"),
        (b"{}\n" * 1_001, "jsonl", "1 to 1000 lines"),
        (b"- &a [x]\n- *a", "yaml", "no anchors"),
        (b"- {document: 2022-02-16}", "yaml", "a member"),
    ],
)
def test_a_file_without_sense_or_end_is_refused(raw: bytes, file_format: str, expected: str) -> None:
    with pytest.raises(BadFile) as caught:
        intake.read(raw, file_format)
    assert expected in caught.value.sentence()


def test_the_ending_says_the_format() -> None:
    assert [intake.format_of(f"a.{end}") for end in ("json", "JSONL", "ndjson", "yml")] == [
        "json",
        "jsonl",
        "jsonl",
        "yaml",
    ]
    with pytest.raises(Refused, match=r"rename the file"):
        intake.format_of("acts.docx")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ITEM, "x"]), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from([*ITEM, "figure", "covers", "items", "media"]), JSON),
    st.sampled_from(["json", "yaml"]),
)
def test_nothing_that_is_sent_does_harm(changes: dict[str, Any], file_format: str) -> None:
    raw = json.dumps([{**ITEM, **changes}], ensure_ascii=True).encode()
    try:
        read = intake.read(raw, file_format)
    except BadFile as error:
        assert all(one.expected for one in error.errors)  # noqa: PT017 - any other exception fails the test
    else:
        assert len(read) == 1
