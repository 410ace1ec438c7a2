"""Who is who, by date: bodies and the head each answers to, people and their offices, sections, regions, the instance.

A register entry overrides, id by id, what earlier ones set (docs/formats/roster.md); `with_entry` is that fold.
`heads` holds, for each body, the head at the end of the chain: a department that answers to an agency that answers to
a state speaks with the state's voice. A head need not be a body itself.

    register.bodies["cyberpolice"].name["en"], register.heads["cyberpolice"]
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from uarazom.acts.model import Texts, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An organisation that publishes or is quoted. `named` false: an unnamed collective, which neither confirms nor
    disputes."""

    id: str
    kind: str | None = None
    head: str
    participation: str | None = None
    named: bool = True
    competences: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    ended: datetime | None = None
    name: Texts = field(default_factory=dict)
    short: Texts = field(default_factory=dict)
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """What a person is in a body, and when: `start` included, `end` not; None is open."""

    body: str
    start: datetime | None
    end: datetime | None
    title: Texts = field(default_factory=dict)

    def held_at(self, instant: datetime) -> bool:
        """Whether it was held at that instant."""
        return (self.start is None or self.start <= instant) and (self.end is None or instant < self.end)


@dataclass(frozen=True, slots=True)
class Person:
    """A named person with all offices, in the register's order."""

    id: str
    offices: tuple[Office, ...]
    name: Texts = field(default_factory=dict)

    def offices_at(self, instant: datetime) -> tuple[Office, ...]:
        """The offices held at that instant."""
        return tuple(office for office in self.offices if office.held_at(instant))

    def office_at(self, instant: datetime) -> Office | None:
        """The first office held at that instant."""
        return next((office for office in self.offices if office.held_at(instant)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """What the register says of the platform itself."""

    id: str = ""
    region: str | None = None
    timezone: str = "UTC"
    languages: tuple[str, ...] = ()
    mode: str = "live"
    map: str | None = None
    geometry: str | None = None
    catalogues: Texts = field(default_factory=dict)
    emergency_numbers: tuple[str, ...] = ()
    report_by: str | None = None


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What one rule of the gate did so far: findings it only showed, findings it held, and of these let go."""

    flagged: int
    held: int
    released: int


@dataclass(frozen=True, slots=True)
class RulePack:
    """The gate's rules in force: their digest, how many there are, and what each did; a rule without counts found
    nothing, or its counts were never published."""

    digest: str
    rules: int
    counts: Mapping[str, RuleCount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    """The policy of warnings: which bodies may warn and as whom, the event list, the longest warning in seconds, the
    mark of an exercise, and how messages are named and signed; docs/formats/alert.md."""

    events: str
    senders: Texts
    max_seconds: int
    exercise_mark: str
    oid: str | None = None
    codifier: str | None = None
    signature: str = "optional"
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Custody:
    """What was kept inside when the entry was asked for: digests of the signer's list of people, and of the desk's
    audit log up to row `audit_rows`; docs/formats/roster.md."""

    people: str
    audit: str
    audit_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The fold of the register entries issued up to an instant. `texts` holds what the words of all of them say of
    sections, topics, regions, competences, instance and policy: kind → id → member → language → text."""

    version: int = 0
    index: int | None = None
    digest: str | None = None
    issued_at: datetime | None = None
    instance: Instance = field(default_factory=Instance)
    bodies: Mapping[str, Body] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    sections: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    rule_pack: RulePack | None = None
    alerting: Alerting | None = None
    custody: Custody | None = None
    words: tuple[str, ...] = ()
    texts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)

    def owners(self, at: datetime) -> tuple[str, ...]:
        """The bodies that own the platform at an instant: their coordinators change the register."""
        owning = (body for body in self.bodies.values() if body.participation == "owner")
        return tuple(body.id for body in owning if body.ended is None or at < body.ended)

    @property
    def files(self) -> frozenset[str]:
        """Digests of the plain blobs that it names."""
        own, alerting = self.instance, self.alerting
        named = (own.map, own.geometry, *own.catalogues.values())
        warned = (alerting.events, alerting.certificate) if alerting else ()
        return frozenset(filter(None, (*named, *warned)))

    def name(self, kind: str, key: str) -> Texts:
        """The name of a section, topic, region or competence, by language; empty when the register gives none."""
        name = self.texts.get(kind, {}).get(key, {}).get("name", {})
        return name if isinstance(name, Mapping) else {}

    def with_entry(self, index: int, digest: str, fields: Mapping[str, Any], words: Words | None) -> "Register":
        """This register and one more entry of it."""
        who = words.who if words else {}
        texts = {kind: {**self.texts.get(kind, {}), **who.get(kind, {})} for kind in {*self.texts, *who}}
        bodies = {**self.bodies, **{key: read_body(key, body) for key, body in fields.get("bodies", {}).items()}}
        people = {**self.people, **{key: read_person(key, person) for key, person in fields.get("people", {}).items()}}
        return replace(
            self,
            version=fields["version"],
            index=index,
            digest=digest,
            issued_at=instant(fields["issued_at"]),
            instance=read_instance(fields["instance"]) if "instance" in fields else self.instance,
            bodies={key: worded_body(body, texts.get("bodies", {}).get(key, {})) for key, body in bodies.items()},
            people={key: worded_person(one, texts.get("people", {}).get(key, {})) for key, one in people.items()},
            sections=tuple(fields.get("sections", self.sections)),
            regions=tuple(fields.get("regions", self.regions)),
            rule_pack=read_rule_pack(fields["rule_pack"]) if "rule_pack" in fields else self.rule_pack,
            alerting=read_alerting(fields["alerting"]) if "alerting" in fields else self.alerting,
            custody=read_custody(fields["custody"]) if "custody" in fields else self.custody,
            words=(*self.words, fields["words"]) if "words" in fields else self.words,
            texts=texts,
            heads={key: last_head(key, bodies) for key in bodies},
        )


def files_named(fields: Mapping[str, Any]) -> frozenset[str]:
    """Digests of the plain blobs that one entry of the register names."""
    instance = read_instance(fields["instance"]) if "instance" in fields else Instance()
    alerting = read_alerting(fields["alerting"]) if "alerting" in fields else None
    return Register(instance=instance, alerting=alerting).files


def instant(text: str) -> datetime:
    """An instant that `verify` has already found well-formed."""
    return datetime.fromisoformat(text)


def instant_or_none(text: str | None) -> datetime | None:
    """The same, of a member that may be absent."""
    return datetime.fromisoformat(text) if text else None


def read_body(key: str, fields: Mapping[str, Any]) -> Body:
    """One body, still without words; one that names no head is its own."""
    return Body(
        id=key,
        kind=fields.get("kind"),
        head=fields.get("head", key),
        participation=fields.get("participation"),
        named=fields.get("named", "yes") != "no",
        competences=tuple(fields.get("competences", ())),
        regions=tuple(fields.get("regions", ())),
        ended=instant_or_none(fields.get("ended")),
    )


def worded_body(body: Body, texts: Mapping[str, Any]) -> Body:
    """The body with what the registers' words say of it."""
    return replace(body, name=texts.get("name", {}), short=texts.get("short", {}), url=texts.get("url"))


def read_person(key: str, fields: Mapping[str, Any]) -> Person:
    """One person, still without words."""
    offices = (
        Office(o["body"], instant_or_none(o.get("from")), instant_or_none(o.get("until")))
        for o in fields.get("offices", ())
    )
    return Person(key, tuple(offices))


def worded_person(person: Person, texts: Mapping[str, Any]) -> Person:
    """The person with what the registers' words say; titles stand parallel to the offices, else they are left out."""
    titles = texts.get("offices", ())
    if len(titles) != len(person.offices):
        titles = [{}] * len(person.offices)
    offices = tuple(replace(office, title=title) for office, title in zip(person.offices, titles, strict=True))
    return replace(person, offices=offices, name=texts.get("name", {}))


def read_instance(fields: Mapping[str, Any]) -> Instance:
    """What the register says of the platform; members that this version does not know are left."""
    known = ((name, fields[name]) for name in Instance.__slots__ if name in fields)
    members: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in known}
    return Instance(**members)


def read_alerting(fields: Mapping[str, Any]) -> Alerting:
    """The policy of warnings; members that this version does not know are left."""
    return Alerting(**{name: fields[name] for name in Alerting.__slots__ if name in fields})


def read_custody(fields: Mapping[str, Any]) -> Custody:
    """What was kept inside."""
    return Custody(fields["people"], fields["audit"], fields["audit_rows"])


def read_rule_pack(fields: Mapping[str, Any]) -> RulePack:
    """The gate's rules in force."""
    counts = {rule: read_rule_count(count) for rule, count in fields.get("counts", {}).items()}
    return RulePack(fields["digest"], fields["rules"], counts)


def read_rule_count(fields: Mapping[str, Any]) -> RuleCount:
    """What one rule did."""
    return RuleCount(*(fields.get(name, 0) for name in RuleCount.__slots__))


def last_head(key: str, bodies: Mapping[str, Body]) -> str:
    """Follow the heads to the end of the chain; a ring (a mistake) has one name for all in it."""
    trail = [key]
    while (body := bodies.get(trail[-1])) is not None:
        if body.head in trail:
            return min(trail[trail.index(body.head) :])
        trail.append(body.head)
    return trail[-1]
