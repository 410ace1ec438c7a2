"""Canonical JSON against RFC 8785's own library, and everything that must not be taken for it."""

import json
from datetime import datetime

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from uarazom.verify import canon
from uarazom.verify.refusal import Refused

keys = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9_.:-]{0,10}", fullmatch=True)
integers = st.integers(-canon.INTEGER_MAX, canon.INTEGER_MAX)
values = st.recursive(
    integers | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)
objects = st.dictionaries(keys, values, max_size=6)


@given(objects)
def test_canonical_form_is_that_of_rfc_8785(value: dict[str, object]) -> None:
    assert canon.canonical(value) == rfc8785.dumps(value)


@given(objects)
def test_what_was_read_prints_back_the_same(value: dict[str, object]) -> None:
    assert canon.parse(canon.canonical(value), 2**20) == value


@given(objects.filter(bool), st.data())
def test_any_other_spelling_of_the_same_value_is_refused(value: dict[str, object], data: st.DataObject) -> None:
    raw = canon.canonical(value)
    spelling = data.draw(
        st.sampled_from(
            [
                json.dumps(value).encode(),  # spaces
                b" " + raw,
                raw + b"\n",
                b"\xef\xbb\xbf" + raw,  # byte order mark
                raw.replace(b":", b": ", 1),
                raw[:1] + b'"zz":1,"zz":1,' + raw[1:],  # a duplicate key
            ]
        )
    )
    with pytest.raises(Refused, match="canonical"):
        canon.parse(spelling, 2**20)


REFUSED = {
    "float": b'{"a":1.5}',
    "float that is whole": b'{"a":1.0}',
    "exponent": b'{"a":1e3}',
    "minus zero": b'{"a":-0}',
    "true": b'{"a":true}',
    "false": b'{"a":[false]}',
    "null": b'{"a":{"b":null}}',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":-Infinity}',
    "2^53": b'{"a":9007199254740992}',
    "-2^53": b'{"a":-9007199254740992}',
    "5,000 digits": b'{"a":' + b"9" * 5_000 + b"}",
    "leading zero": b'{"a":01}',
    "plus": b'{"a":+1}',
    "duplicate key": b'{"a":1,"a":1}',
    "keys out of order": b'{"b":1,"a":1}',
    "empty key": b'{"":1}',
    "key with a space": b'{"a b":1}',
    "key outside ASCII": '{"ї":1}'.encode(),
    "key of 129": b'{"' + b"a" * 129 + b'":1}',
    "needless escape": b'{"a":"\\u0041"}',
    "escaped solidus": b'{"a":"\\/"}',
    "upper-case escape": b'{"a":"\\u001F"}',
    "lone surrogate": b'{"a":"\\ud800"}',
    "surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "overlong UTF-8": b'{"a":"\xc0\x80"}',
    "control character": b'{"a":"\x01"}',
    "trailing comma": b'{"a":1,}',
    "two values": b"{}{}",
    "array": b"[1]",
    "string": b'"a"',
    "nothing": b"",
    "17 deep": b'{"a":' * 16 + b"{}" + b"}" * 16,
    "100,000 deep": b'{"a":' + b"[" * 65_000,
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_canonical_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused, match="canonical"):
        canon.parse(raw, 10**6)


def test_what_is_just_allowed_is_taken() -> None:
    deep = b'{"a":' * 15 + b"{}" + b"}" * 15
    assert canon.canonical(canon.parse(deep)) == deep
    edge = b'{"a":9007199254740991,"b":-9007199254740991}'
    assert canon.canonical(canon.parse(edge)) == edge


def test_length_comes_first() -> None:
    with pytest.raises(Refused, match="size: expected at most 10 bytes, got 11 bytes, at payload"):
        canon.parse(b'{"a":"bcd"}', 10, "payload")


@pytest.mark.parametrize("value", [1.0, True, None, {"a": (1,)}, {"a": {1: 2}}, {"a": "\ud800"}, {"a b": 1}, b"x"])
def test_we_issue_nothing_else(value: object) -> None:
    with pytest.raises(Refused, match="canonical"):
        canon.canonical(value)


# ── names and times ──────────────────────────────────────────────────────────────────────────────────────────────────
INSTANTS = {"1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "9999-12-31T23:59:59Z"}
NO_INSTANTS = {
    "2023-02-29T00:00:00Z",
    "2022-02-14T24:00:00Z",
    "2022-02-14T23:59:60Z",
    "1969-12-31T23:59:59Z",
    "2022-02-14T00:00:00z",
    "2022-02-14 00:00:00Z",
    "2022-02-14T00:00:00+00:00",
    "2022-02-14T00:00:00.0Z",
    "2022-2-14T00:00:00Z",
    "２022-02-14T00:00:00Z",
    "2022-02-14T00:00:00Z\n",
    "",
}


@pytest.mark.parametrize("text", sorted(INSTANTS))
def test_an_instant_prints_back(text: str) -> None:
    assert canon.is_instant(text)
    assert canon.instant_text(canon.instant(text)) == text


@pytest.mark.parametrize("text", sorted(NO_INSTANTS))
def test_no_instant(text: str) -> None:
    assert not canon.is_instant(text)
    with pytest.raises(Refused, match="instant"):
        canon.instant(text)


# A day from either end of what we write, so that no time zone leads beyond it.
EARLIEST, LATEST = datetime(1970, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - hypothesis adds the zone
MOMENTS = st.datetimes(EARLIEST, LATEST, timezones=st.timezones())


@given(MOMENTS, MOMENTS)
def test_instants_compare_as_their_bytes_do(one: datetime, other: datetime) -> None:
    first, second = canon.instant_text(one), canon.instant_text(other)
    assert (first <= second) == (canon.instant(first) <= canon.instant(second))


NAMES = [
    (canon.is_id, ["a", "mod-ua", "0", "a" * 80], ["", "-a", "A", "a_b", "a" * 81, "a\n", "ї", 1, None]),
    (canon.is_act_id, ["a/1", "a-b/12"], ["a", "a/0", "a/01", "a/", "/1", "a/-1", "a/1 ", "a/١"]),
    (canon.is_region, ["UA", "UA-05", "US-CA", "UA-05:UA0502"], ["ua", "UA-", "UA-0512", "UA:", "UA-05:а", "UAA"]),
    (canon.is_language, ["uk", "crh", "sr-Latn", "pt-BR", "zh-Hant-TW"], ["UK", "u", "uk-", "uk_UA", "pt-br"]),
    (canon.is_digest, ["0" * 64], ["0" * 63, "0" * 65, "A" * 64, "g" * 64]),
    (canon.is_origin, ["a.example", "a.example/log-1"], ["", "https://a", "a:80", "a/", "A.example", "a/" + "b" * 250]),
    (canon.is_day, ["2022-02-14"], ["2022-02-30", "2022-2-14", "1969-01-01"]),
]


@pytest.mark.parametrize(("test", "good", "bad"), NAMES, ids=lambda each: getattr(each, "__name__", ""))
def test_names(test: object, good: list[object], bad: list[object]) -> None:
    assert [each for each in good if not test(each)] == []  # type: ignore[operator]
    assert [each for each in bad if test(each)] == []  # type: ignore[operator]


# ── base64 ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@given(st.binary(max_size=40))
def test_base64_has_one_spelling(data: bytes) -> None:
    text = canon.to_base64(data)
    assert canon.from_base64(text) == data
    for other in (text + "=", text + "\n", " " + text, text.rstrip("=") + "===", text.replace("=", "", 1) + "!"):
        with pytest.raises(Refused, match="base64"):
            canon.from_base64(other)


@pytest.mark.parametrize(
    "text", ["QR==", "QUJ=", "QQ", "QQ=", "Q", "_-==", "QQ==QQ==", "QQ=\n=", "Ї===", None, 1, b"QQ=="]
)
def test_not_base64(text: object) -> None:
    with pytest.raises(Refused, match="base64"):
        canon.from_base64(text)
