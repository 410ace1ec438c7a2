"""The register as a page shows it: who is who, and what a change makes of it, line by line.

who = people_and_bodies(register, now, language, search="police")
for one in changed(change, language): one.title, one.rows      # before and after, in the reader's words
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import format_datetime
from markupsafe import Markup

from uarazom.acts.kinds import PARTICIPATIONS
from uarazom.acts.model import Texts
from uarazom.acts.register import Body, Person, Register
from uarazom.desk import words
from uarazom.desk.drafts.offering import text
from uarazom.desk.newsroom import newsroom
from uarazom.desk.register import changing, contents, items
from uarazom.desk.register.items import NAMED, Item
from uarazom.desk.register.models import RegisterChange
from uarazom.desk.register.policies import span_text
from uarazom.editorial import difference
from uarazom.editorial.difference import Run
from uarazom.verify import canon

ENDS = ("from", "until")
MOST = 300  # bodies, and people, on one page; the search finds the others
LABELS: Mapping[str, Mapping[str, str]] = {  # kind → member → what the screen calls it, where that is another word
    **{kind: {"name": "thing_name"} for kind in NAMED},
    "bodies": {
        "name": "thing_name",
        "kind": "body_kind",
        "regions": "body_regions",
        "url": "body_url",
        "named": "unnamed",
    },
    "policy": {"title": "policy_title", "text": "policy_text"},
    "instance": {"name": "platform_name", "url": "platform_url", "geometry": "outlines"},
    "sections": {"name": "thing_name", "place": "section_place"},
    "alerting": {"events": "events_file", "certificate": "certificate_file"},
}
LONG = frozenset({"events", "geometry"})  # members of which a changed line is shown, and no other


# ── who is who ────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Who:
    """Bodies by their part, people by name, and how many more there are than are shown."""

    bodies: Sequence[Body]
    people: Sequence[Person]
    more: int


def people_and_bodies(register: Register, language: str, search: str = "") -> Who:
    """Those whose id or name has the words searched for."""
    wanted = search.casefold().split()
    bodies = [one for one in register.bodies.values() if _has(wanted, one.id, one.name, one.short)]
    offices = lambda one: [office.title for office in one.offices]  # noqa: E731
    people = [one for one in register.people.values() if _has(wanted, one.id, one.name, *offices(one))]
    bodies.sort(key=lambda one: (_part(one), text(one.name, language).casefold()))
    people.sort(key=lambda one: text(one.name, language).casefold())
    more = max(len(bodies) - MOST, 0) + max(len(people) - MOST, 0)
    return Who(bodies[:MOST], people[:MOST], more)


def _has(wanted: Sequence[str], key: str, *texts: Texts) -> bool:
    said = " ".join((key, *(one for some in texts for one in some.values()))).casefold()
    return all(word in said for word in wanted)


def _part(body: Body) -> int:
    known = PARTICIPATIONS.index(body.participation) if body.participation in PARTICIPATIONS else len(PARTICIPATIONS)
    return known + len(PARTICIPATIONS) * bool(body.ended)


def policy(register: Register, language: str) -> list[tuple[str, list[str]]]:
    """Who may warn, and how: what each member is called, and its lines."""
    if register.alerting is None:
        return []
    said, reader = items.slots(register.alerting), Reader(register, language)
    said.pop("events")
    return [(name, reader.lines("alerting", name, value)) for name, value in said.items()]


# ── what a change changes ─────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Row:
    """One member before and after. ``as_lines``: each run stands on a line of its own."""

    label: str
    language: str
    runs: Sequence[Run]
    as_lines: bool


@dataclass(frozen=True)
class ItemSeen:
    """One item of a change."""

    kind: str
    id: str
    key: str
    title: str
    is_new: bool
    rows: Sequence[Row]
    maps: Sequence[tuple[str, Markup]] = ()  # when, drawn: of a map that changes


def changed(change: RegisterChange, language: str) -> list[ItemSeen]:
    """Each item against what stands now; once it was asked for, against what stood then."""
    some, now = changing.items_of(change), newsroom().now()
    register = newsroom().register()
    view = register if change.state == "in_force" else items.seen_with(some, register, now)
    found = []
    for item in some.values():
        before = items.standing(register, item.kind, item.id) if change.state == "draft" else _kept(change, item)
        found.append(seen(item, before, Reader(view, language)))
    return sorted(found, key=lambda one: items.KINDS.index(one.kind))


def _kept(change: RegisterChange, item: Item) -> Item | None:
    row = change.before.get(item.key)
    return Item(item.kind, item.id, row["fields"], row["words"]) if row else None


def seen(item: Item, before: Item | None, reader: "Reader") -> ItemSeen:
    """One item, before and after."""
    old = before or Item(item.kind, item.id)
    name = item.words.get("name") or item.words.get("title") or {}
    rows = [*_texts(old, item), *_values(old, item, reader)]
    return ItemSeen(
        item.kind, item.id, item.key, text(name, reader.language) or item.id, before is None, rows, _maps(old, item)
    )


def _maps(old: Item, new: Item) -> list[tuple[str, Markup]]:
    """The map before and after, where it is another."""
    digests = {"map_before": old.fields.get("map"), "map_after": new.fields.get("map")}
    if len({*digests.values()}) == 1:
        return []
    drawn = [(when, contents.picture(digest)) for when, digest in digests.items() if digest]
    return [(when, picture) for when, picture in drawn if picture]


def _texts(old: Item, new: Item) -> Iterator[Row]:
    """Texts by language, word by word."""
    both = [{name: one for name, one in item.words.items() if isinstance(one, Mapping)} for item in (old, new)]
    for one in difference.words(both[0], both[1]):
        yield Row(_label(new.kind, one.member), one.language, one.runs, as_lines=False)


def _values(old: Item, new: Item, reader: "Reader") -> Iterator[Row]:
    """What is not text by language, line by line; offices with their titles."""
    before, after = (_members(item) for item in (old, new))
    for name in sorted({*before, *after}, key=lambda one: (one not in before, one)):
        lines = [reader.lines(new.kind, name, one.get(name)) for one in (before, after)]
        if lines[0] != lines[1] and not (name == "named" and after.get(name) == "yes" and name not in before):
            runs = (run for run in _lines(*lines) if run.kind != "same" or name not in LONG)
            yield Row(_label(new.kind, name), "", tuple(runs), as_lines=True)


def _members(item: Item) -> dict[str, Any]:
    members = dict(item.fields) | {name: one for name, one in item.words.items() if isinstance(one, str)}
    if "offices" in members:
        members["offices"] = list(zip(members["offices"], item.words.get("offices", ()), strict=False))
    return members


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    yield from (Run("same" if one in new else "removed", one) for one in old)
    yield from (Run("added", one) for one in new if one not in old)


def _label(kind: str, member: str) -> str:
    return LABELS.get(kind, {}).get(member, member)


@dataclass(frozen=True)
class Reader:
    """Codes, ids and instants in the reader's words; names come from the register as it would stand."""

    view: Register
    language: str

    def lines(self, kind: str, member: str, value: Any) -> list[str]:
        """A member's value, one line for each thing in it."""
        if value is None:
            return []
        return _SAID.get(member, lambda _reader, _kind, one: _plain(one))(self, kind, value)

    def word(self, group: str, code: str) -> str:
        """A code in words."""
        return words.say(self.language, f"{group}.{code}") if words.has(f"{group}.{code}") else code

    def body(self, key: str) -> str:
        """A body's name, or its id."""
        known = self.view.bodies.get(key)
        return (text(known.name, self.language) if known else "") or key

    def things(self, kind: str, codes: Sequence[str]) -> list[str]:
        """Names of regions or competences."""
        return [text(self.view.name(kind, one), self.language) or one for one in codes]

    def instant(self, value: str) -> str:
        """As people here read the clock."""
        at = canon.instant(value)
        return format_datetime(at, "d MMM y, HH:mm", newsroom().zone, locale=self.language.replace("-", "_"))

    def office(self, office: Mapping[str, str], title: Texts) -> str:
        """One line: the title, the body, from when until when."""
        named = ", ".join(filter(None, (text(title, self.language), self.body(office["body"]))))
        ends = [
            words.say(self.language, f"register.{end}", at=self.instant(office[end])) for end in ENDS if end in office
        ]
        return "; ".join([named, *ends])

    def region(self, code: str) -> str:
        """A region's name, or nothing."""
        return text(self.view.name("regions", code), self.language)

    def counts(self, value: Mapping[str, Mapping[str, int]]) -> list[str]:
        """One line for each rule."""
        said = {rule: words.say(self.language, "register.count", **count) for rule, count in value.items()}
        return [f"{rule}: {one}" for rule, one in sorted(said.items())]


def _plain(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


Said = Callable[[Reader, str, Any], list[str]]
_SAID: Mapping[str, Said] = {
    "kind": lambda reader, _, one: [reader.word("body_kind", one)],
    "participation": lambda reader, _, one: [reader.word("participation", one)],
    "named": lambda reader, _, one: [reader.word("unnamed", "no" if one == "yes" else "yes")],
    "head": lambda reader, _, one: [reader.body(one)],
    "competences": lambda reader, _, one: reader.things("competences", one),
    "regions": lambda reader, _, one: reader.things("regions", one),
    "ended": lambda reader, _, one: [reader.instant(one)],
    "offices": lambda reader, _, some: [reader.office(*one) for one in some],
    "counts": lambda reader, _, one: reader.counts(one),
    "events": lambda _reader, _, one: contents.event_lines(one),
    "certificate": lambda _reader, _, one: contents.certificate_lines(one),
    "geometry": lambda reader, _, one: contents.outline_lines(one, reader.region),
    "senders": lambda reader, _, some: [f"{reader.body(body)}: {sender}" for body, sender in sorted(some.items())],
    "max_seconds": lambda _reader, _, one: [span_text(one)],
    "signature": lambda reader, _, one: [reader.word("signature", one)],
    "languages": lambda _reader, _, some: [f"{n}. {words.own_name(one)} ({one})" for n, one in enumerate(some, 1)],
    "catalogues": lambda _reader, _, some: [f"{words.own_name(one)}: {digest}" for one, digest in sorted(some.items())],
}
