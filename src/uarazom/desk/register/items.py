"""The register in pieces that a person changes one at a time, and the entry that several of them make.

    item = standing(register, "bodies", "mod")           # Item(kind, id, fields, words), None where there is none
    fields, words = entry({item.key: changed}, register) # what a register entry says to bring it about, and no more

Rules
1. An item's fields and words have the shape of docs/formats/roster.md: an entry is made by putting them together.
2. An entry holds only what differs from what stands: small entries make small proofs and hide no change in sameness.
3. A section's ``place`` (from 1) stands for its place in the list; a person's words always come with their offices.
4. The same register and items give the same entry, whatever the order in which the items were written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from uarazom.acts.model import Words
from uarazom.acts.read import REGISTER_WORDS
from uarazom.acts.register import Alerting, Body, Instance, Person, Register
from uarazom.verify import canon

INSTANCE = "instance"
RULE_PACK = "rule_pack"
ALERTING = "alerting"
NAMED = ("sections", "regions", "competences", "topics")
KINDS = (INSTANCE, "bodies", "people", *NAMED, "policy", ALERTING, RULE_PACK)
ONCE = (INSTANCE, ALERTING, RULE_PACK)  # there is one, under its kind's name
FIRST: Mapping[str, Mapping[str, Any]] = {
    ALERTING: {"max_seconds": 86_400, "signature": "optional"}
}  # what a form offers


@dataclass(frozen=True)
class Item:
    """One body, person, section …: what the register says of it."""

    kind: str
    id: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """``bodies/mod``."""
        return f"{self.kind}/{self.id}"

    @property
    def digest(self) -> str:
        """Of what it says: two items that say the same have the same."""
        return canon.digest(canon.canonical({"fields": dict(self.fields), "words": dict(self.words)}))


def digest_of(item: Item | None) -> str:
    """The digest, empty where there is no item."""
    return item.digest if item else ""


# ── what stands ───────────────────────────────────────────────────────────────────────────────────────────────────────
def standing(register: Register, kind: str, key: str) -> Item | None:
    """The item as the register has it now."""
    if kind == INSTANCE:
        return Item(kind, kind, slots(register.instance), _said(register.texts.get(INSTANCE, {})))
    if kind == RULE_PACK:
        return Item(kind, kind, _rule_pack(register)) if register.rule_pack else None
    if kind == ALERTING:
        return Item(kind, kind, slots(register.alerting)) if register.alerting else None
    if kind == "bodies":
        body = register.bodies.get(key)
        return Item(kind, key, body_fields(body), _said(_attributes(body, "name", "short", "url"))) if body else None
    if kind == "people":
        person = register.people.get(key)
        return Item(kind, key, person_fields(person), person_words(person)) if person else None
    return _of_texts(register, kind, key)


def _of_texts(register: Register, kind: str, key: str) -> Item | None:
    """Sections, regions, competences, topics, policies: a place in a list, texts, or both."""
    texts = register.texts.get(kind, {}).get(key)
    listed = {"sections": register.sections, "regions": register.regions}.get(kind, ())
    if texts is None and key not in listed:
        return None
    place = {"place": register.sections.index(key) + 1} if kind == "sections" and key in listed else {}
    return Item(kind, key, place, _said(texts or {}))


def keys(register: Register, kind: str) -> tuple[str, ...]:
    """Every id of a kind, in the register's order."""
    if kind in ONCE:
        return (kind,)
    if kind in ("bodies", "people"):
        return tuple(getattr(register, kind))
    listed = {"sections": register.sections, "regions": register.regions}.get(kind, ())
    return tuple(dict.fromkeys((*listed, *sorted(register.texts.get(kind, {})))))


def body_fields(body: Body) -> dict[str, Any]:
    """A body as an entry writes it."""
    written = {
        "kind": body.kind,
        "head": body.head,
        "participation": body.participation,
        "named": "yes" if body.named else "no",
        "competences": list(body.competences),
        "regions": list(body.regions),
        "ended": _instant(body.ended),
    }
    return _said(written)


def person_fields(person: Person) -> dict[str, Any]:
    """A person as an entry writes it."""
    offices = ({"body": o.body, "from": _instant(o.start), "until": _instant(o.end)} for o in person.offices)
    return {"offices": [_said(office) for office in offices]}


def person_words(person: Person) -> dict[str, Any]:
    """A person's words: the titles stand beside the offices."""
    return {"name": dict(person.name), "offices": [dict(office.title) for office in person.offices]}


def slots(said: Instance | Alerting) -> dict[str, Any]:
    """The instance or the policy of warnings as an entry writes it."""
    written = {name: getattr(said, name) for name in said.__slots__}
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in written.items()}
    return _said(listed)


def settings(register: Register) -> dict[str, Any]:
    """The instance and the policy of warnings as one entry would write them."""
    alerting = {ALERTING: slots(register.alerting)} if register.alerting else {}
    return {INSTANCE: slots(register.instance), **alerting}


def _rule_pack(register: Register) -> dict[str, Any]:
    pack = register.rule_pack
    assert pack is not None  # noqa: S101 - `standing` has asked
    counts = {rule: {name: getattr(one, name) for name in one.__slots__} for rule, one in pack.counts.items()}
    return {"digest": pack.digest, "rules": pack.rules, **({"counts": counts} if counts else {})}


def _attributes(body: Body, *names: str) -> dict[str, Any]:
    return {name: getattr(body, name) for name in names}


def _said(members: Mapping[str, Any]) -> dict[str, Any]:
    """Members that say something; texts as plain dictionaries."""
    return {name: dict(one) if isinstance(one, Mapping) else one for name, one in members.items() if one}


def _instant(at: datetime | None) -> str | None:
    return canon.instant_text(at) if at else None


# ── what is to stand ──────────────────────────────────────────────────────────────────────────────────────────────────
def entry(items: Mapping[str, Item], register: Register) -> tuple[dict[str, Any], dict[str, Any]]:
    """Members and words of the entry that brings the items about; both empty when everything stands already."""
    fields: dict[str, Any] = {}
    words: dict[str, Any] = {}
    for _, item in sorted(items.items()):
        before = standing(register, item.kind, item.id)
        if digest_of(before) != item.digest:
            _add(item, before, fields, words)
    if (sections := _sections(items, register)) != list(register.sections):
        fields["sections"] = sections
    new = sorted(one.id for one in items.values() if one.kind == "regions" and one.id not in register.regions)
    if new:
        fields["regions"] = [*register.regions, *new]
    return fields, words


def _add(item: Item, before: Item | None, fields: dict[str, Any], words: dict[str, Any]) -> None:
    """Rule 2, of one item."""
    new_fields = before is None or dict(before.fields) != dict(item.fields)
    new_words = before is None or dict(before.words) != dict(item.words)
    if item.kind in ONCE:
        fields |= {item.kind: dict(item.fields)} if new_fields else {}
        said = _changed(item.words, before.words if before else {})
        words |= {item.kind: said} if said else {}
        return
    if item.kind in ("bodies", "people") and (new_fields or (new_words and item.kind == "people")):
        fields.setdefault(item.kind, {})[item.id] = dict(item.fields)
    if item.words and (new_words or item.kind == "people"):
        words.setdefault(item.kind, {})[item.id] = dict(item.words)


def _changed(said: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The instance's texts are overridden one by one: those that differ, and nothing in the place of those gone."""
    gone = {name: "" if name == "url" else {} for name in before if name not in said}
    return {name: one for name, one in said.items() if before.get(name) != one} | gone


def _sections(items: Mapping[str, Item], register: Register) -> list[str]:
    """Rule 3: each section that was given another place, from the first place to the last."""
    order = list(register.sections)
    moved = [one for one in items.values() if one.kind == "sections" and "place" in one.fields]
    for item in sorted(moved, key=lambda one: (one.fields["place"], one.id)):
        if item.id in order:
            order.remove(item.id)
        order.insert(max(item.fields["place"], 1) - 1, item.id)
    return order


def seen_with(items: Mapping[str, Item], register: Register, at: datetime) -> Register:
    """The register as it would stand with the items: what forms offer while a change is being written."""
    fields, words = entry(items, register)
    whole = {"version": register.version + 1, "issued_at": canon.instant_text(at), **fields}
    who = {kind: words[kind] for kind in REGISTER_WORDS if kind in words}
    return register.with_entry(-1, "", whole, Words(who=who))
