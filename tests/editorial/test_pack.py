from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.editorial import packs
from uarazom.editorial.refusal import BadPack
from uarazom.editorial.rules import pack

EXAMPLE = Path(packs.__file__).with_name("example.yaml").read_bytes()
RULE = """
- id: one
  category: unit_designator
  ground: the law
  owner: mod
  ends_at: "2030-01-01T00:00:00Z"
  severity: hold
  match:
    words: {uk: ["# бригад*"]}
"""


def rules(text: str = RULE) -> bytes:
    return f"format: uarazom/rules/1\nid: test\nrules:{text}".encode()


def changed(old: str, new: str) -> bytes:
    assert old in RULE
    return rules(RULE.replace(old, new))


def test_the_example_ships_and_is_a_pack() -> None:
    read = pack.parse(EXAMPLE)
    assert {rule.category for rule in read.rules} == set(pack.CATEGORIES)
    assert read.public() == {"digest": read.digest, "rules": len(read.rules)}
    assert read.expired(datetime(2031, 1, 1, tzinfo=UTC)) == read.rules


@pytest.mark.parametrize("category", ["morale", "reputation", "panic", "discredit", ""])
def test_there_is_no_category_for_morale_or_reputation(category: str) -> None:
    with pytest.raises(BadPack) as caught:
        pack.parse(changed("unit_designator", category or '""'))
    assert caught.value.where == "line 5, rules.0.category"
    assert caught.value.expected == "one of " + ", ".join(pack.CATEGORIES)


@pytest.mark.parametrize("member", ["id", "category", "ground", "owner", "ends_at", "severity", "match"])
def test_a_rule_has_all_its_members(member: str) -> None:
    line = next(line for line in RULE.splitlines() if line.strip(" -").startswith(f"{member}:"))
    text = RULE.replace(line + "\n", "" if not line.startswith("-") else "- other: x\n")
    if member == "match":
        text = text.replace('    words: {uk: ["# бригад*"]}\n', "")
    with pytest.raises(BadPack, match="expected a member .*" + member):
        pack.parse(rules(text))


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (changed("severity: hold", "severity: maybe"), "one of flag, hold"),
        (changed("severity: hold", "severity: hold\n  silent: true"), "got silent"),
        (changed('ends_at: "2030-01-01T00:00:00Z"', "ends_at: never"), "an instant"),
        (changed("owner: mod", "owner: Minister"), "an id"),
        (changed("ground: the law", 'ground: "  "'), "a text"),
        (changed('words: {uk: ["# бригад*"]}', "near: {words: [a], within_words: 3}"), "something to match"),
        (changed('words: {uk: ["# бригад*"]}', "everything: true"), "when"),
        (changed('words: {uk: ["# бригад*"]}', 'words: ["#"]'), "a phrase with a word in it"),
        (changed('words: {uk: ["# бригад*"]}', 'words: ["(a+)+$"]'), "a word"),
        (changed('words: {uk: ["# бригад*"]}', "shapes: ['9']"), "4 to 40"),
        (changed('words: {uk: ["# бригад*"]}', "detect: [face]"), "one of email"),
        (changed('words: {uk: ["# бригад*"]}', "coordinates_finer_than_metres: 0"), "an integer"),
        (changed("severity: hold", "severity: hold\n  hold_minutes: 60\n  hold_until: '2030-01-01T00:00:00Z'"), "both"),
        (changed("category: unit_designator", "category: hold_until"), "until when"),
        (changed("category: unit_designator", "category: danger_to_life").replace(b": hold\n", b": flag\n"), "hold"),
        (rules(RULE + RULE), "one again"),
        (rules(" []"), "a list of 1 to 500"),
        (rules().replace(b"rules/1", b"rules/2"), "uarazom/rules/1"),
        (rules() + b"\nextra: 1\n", "extra"),
        (b"", "a document"),
        (b"- a", "a mapping"),
        (b"a: &x 1\nb: *x", "no anchors"),
        (b"a: !!python/object:os.system x", "no tags"),
        (b"a: 1\na: 2", "each key once"),
        (b"<<: {a: 1}", "no merging"),
        (b"\xff", "UTF-8"),
        (b"a: [", "well-formed"),
        (b"[" * 100, "at most 16 levels"),
        (b"a" * (pack.PACK_BYTES_MAX + 1), "at most 1048576 bytes"),
        (b"a: 1\n---\nb: 2", "one document"),
    ],
)
def test_a_bad_pack_is_refused_whole(raw: bytes, what: str) -> None:
    with pytest.raises(BadPack) as caught:
        pack.parse(raw)
    assert what in caught.value.sentence()


@given(st.integers(0, len(EXAMPLE) - 1), st.integers(0, 255))
def test_a_changed_byte_is_read_as_another_pack_or_refused(place: int, byte: int) -> None:
    raw = EXAMPLE[:place] + bytes([byte]) + EXAMPLE[place + 1 :]
    with suppress(BadPack):  # and no other exception
        read = pack.parse(raw)
        assert (read.digest == pack.parse(EXAMPLE).digest) == (raw == EXAMPLE)
        assert all(rule.category in pack.CATEGORIES and rule.ground and rule.owner for rule in read.rules)
