"""What a register entry must be to be issued: strict, every finding listed.

    check_register(fields, words, register=ledger.latest_register)      # raises BadAct

Rules: 1 members and shapes (docs/formats/roster.md) · 2 the chain: the next version, the digest of the one before ·
3 sense: an office is in a body that is known, from before until; heads make no ring; words name everyone who is new;
no id is a body's and a person's · 4 what stays: an instance keeps its id, mode and languages; a platform that has an
owner keeps one that has not ended, since owners change the register · 5 its words (`register_words`).
A head may be a plain name ("the state") that is no body itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from uarazom.acts import kinds
from uarazom.acts.errors import BadAct, Finding
from uarazom.acts.members import Shape, is_cap_name, is_integer, is_object, one_of
from uarazom.acts.register import Register
from uarazom.acts.register_words import of_words
from uarazom.acts.wording import wrong_text
from uarazom.verify import canon
from uarazom.verify.entry import is_count, is_list_of

CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
ZONE = re.compile(r"[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}")
OID = re.compile(r"[0-2](\.(0|[1-9][0-9]{0,18})){2,20}")
CODIFIER = re.compile(r"[!-~]{1,60}")
ALERT_SECONDS_MAX = 30 * 86_400  # of one warning, whatever the policy: what lasts longer is guidance
NUMBER = re.compile(r"[0-9+*# -]{1,20}")


def is_text(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    """A test for a whole text."""
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def among(words: tuple[str, ...]) -> Callable[[Any], bool]:
    """A test for one word of a table."""
    return lambda value: isinstance(value, str) and value in words


def by(key: Callable[[Any], bool], value: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """A test for an object, not empty, whose names and values pass."""
    return lambda given: isinstance(given, dict) and bool(given) and all(key(k) and value(v) for k, v in given.items())


def once(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """A test for an array, not empty, in which nothing stands twice."""
    fits = is_list_of(test)
    return lambda value: fits(value) and len(set(value)) == len(value)


def is_number(value: object) -> bool:
    """A number of things, none included."""
    return is_integer(value, 0)


is_body = is_object(
    {"kind": among(kinds.BODY_KINDS), "head": canon.is_id},
    {
        "participation": among(kinds.PARTICIPATIONS),
        "named": among(("yes", "no")),
        "competences": once(canon.is_id),
        "regions": once(canon.is_region),
        "ended": canon.is_instant,
    },
)
is_office = is_object({"body": canon.is_id}, {"from": canon.is_instant, "until": canon.is_instant})
is_person = is_object({"offices": is_list_of(is_office)}, {})
is_instance = is_object(
    {"id": canon.is_id, "timezone": is_text(ZONE), "languages": once(canon.is_language), "mode": among(kinds.MODES)},
    {
        "region": canon.is_region,
        **dict.fromkeys(("map", "geometry"), canon.is_digest),
        "catalogues": by(canon.is_language, canon.is_digest),
        "emergency_numbers": once(is_text(NUMBER)),
        "report_by": is_text(CLOCK),
    },
)
is_rule_pack = is_object(
    {"digest": canon.is_digest, "rules": is_number},
    {"counts": by(canon.is_id, is_object(dict.fromkeys(("flagged", "held", "released"), is_number), {}))},
)
is_alerting = is_object(
    {
        "events": canon.is_digest,
        "senders": by(canon.is_id, is_cap_name),
        "max_seconds": lambda value: is_integer(value, 60, ALERT_SECONDS_MAX),
        "exercise_mark": lambda value: wrong_text(value, one_line=True) is None,
    },
    {
        "oid": is_text(OID),
        "codifier": is_text(CODIFIER),
        "signature": among(("required", "optional")),
        "certificate": canon.is_digest,
    },
)
is_custody = is_object(dict.fromkeys(("people", "audit"), canon.is_digest) | {"audit_rows": is_count}, {})
SHAPES = {
    "format": one_of(("uarazom/register/1",)),
    "origin": Shape(canon.is_origin, "a log's name"),
    "issued_at": Shape(canon.is_instant, "an instant, YYYY-MM-DDTHH:MM:SSZ"),
    "version": Shape(is_count, "an integer from 1"),
    "previous": Shape(canon.is_digest, "a digest"),
    "words": Shape(canon.is_digest, "a digest"),
    "instance": Shape(is_instance, "id, timezone, languages, mode, and what docs/formats/roster.md allows besides"),
    "sections": Shape(once(canon.is_id), "ids, none twice"),
    "regions": Shape(once(canon.is_region), "region codes, none twice"),
    "alerting": Shape(is_alerting, "what docs/formats/alert.md lists"),
    "custody": Shape(is_custody, "people and audit (digests), audit_rows (from 1)"),
    "rule_pack": Shape(is_rule_pack, "digest, number of rules, and by rule flagged, held, released"),
}
EACH = {  # objects by id: each is looked at by itself, so that the finding names the one
    "bodies": Shape(is_body, "kind, head, and what docs/formats/roster.md allows besides"),
    "people": Shape(is_person, "offices: body, from, until"),
}


class Asked(NamedTuple):
    """What the rules of sense look at: the entry, its words, the register before it."""

    fields: Mapping[str, Any]
    words: Mapping[str, Any]
    register: Register


def check_register(fields: Mapping[str, Any], words: Mapping[str, Any] | None, *, register: Register) -> None:
    """Raise `BadAct` with every finding, or return. `register` is the one before."""
    findings = [*of_shapes(fields)]
    if not findings:
        asked = Asked(fields, words or {}, register)
        findings = [finding for rule in RULES for finding in rule(asked)]
    if findings:
        raise BadAct(f"register {fields.get('version', '?')}", findings)


def of_shapes(fields: Mapping[str, Any]) -> Iterator[Finding]:
    """1. Members and their shapes."""
    for name, value in fields.items():
        if name in EACH:
            yield from of_each(name, value)
        elif name not in SHAPES:
            yield Finding(name, "a member of docs/formats/roster.md", name, "Leave it out.")
        elif not SHAPES[name].fits(value):
            yield Finding(name, SHAPES[name].expected, repr(value))
    if "version" not in fields:
        yield Finding("version", "an integer from 1", "nothing")


def of_each(name: str, value: Any) -> Iterator[Finding]:
    """Bodies or people, one by one."""
    if not isinstance(value, dict) or not value:
        yield Finding(name, "an object by id, not empty", repr(value))
        return
    for key, one in value.items():
        if not canon.is_id(key):
            yield Finding(name, "ids (a-z, 0-9, -; at most 80)", repr(key))
        elif not EACH[name].fits(one):
            yield Finding(f"{name}.{key}", EACH[name].expected, repr(one))


def of_chain(asked: Asked) -> Iterator[Finding]:
    """2. It is the next version and knows the latest."""
    register, fields = asked.register, asked.fields
    if fields["version"] != register.version + 1:
        yield Finding("version", str(register.version + 1), str(fields["version"]))
    if fields.get("previous") != register.digest:
        yield Finding("previous", str(register.digest), str(fields.get("previous")), "Look again, and try again.")


def of_offices(asked: Asked) -> Iterator[Finding]:
    """3. Offices are in known bodies, from before until."""
    bodies = {*asked.register.bodies, *asked.fields.get("bodies", {})}
    for key, person in asked.fields.get("people", {}).items():
        for office in person["offices"]:
            if office["body"] not in bodies:
                yield Finding(f"people.{key}.offices", "an office in a body of the register", office["body"])
            if office.get("from", "") >= office.get("until", "~"):
                yield Finding(f"people.{key}.offices", "from before until", f"{office['from']} to {office['until']}")


def of_heads(asked: Asked) -> Iterator[Finding]:
    """3. Whoever answers to another, in the end answers to someone who answers to nobody else."""
    heads = {key: body.head for key, body in asked.register.bodies.items()}
    heads |= {key: body["head"] for key, body in asked.fields.get("bodies", {}).items()}
    for key in asked.fields.get("bodies", {}):
        trail = [key]
        while (head := heads.get(trail[-1], trail[-1])) not in trail:
            trail.append(head)
        if head != trail[-1]:
            ring = " → ".join([*trail, head])
            yield Finding(f"bodies.{key}.head", "a head at the end of the chain", f"a ring: {ring}")


def of_names(asked: Asked) -> Iterator[Finding]:
    """3. Everyone who is new has a name, in some language."""
    texts = asked.words
    for kind, known in (("bodies", asked.register.bodies), ("people", asked.register.people)):
        given = texts.get(kind, {}) if isinstance(texts.get(kind, {}), Mapping) else {}
        for key in asked.fields.get(kind, {}):
            one = given.get(key, {})
            if key not in known and not (isinstance(one, Mapping) and one.get("name")):
                yield Finding(f"words.{kind}.{key}.name", "a name, language → text", "nothing")


def of_ids(asked: Asked) -> Iterator[Finding]:
    """3. Who says something is a person or a body: one id never means both."""
    bodies, people = asked.register.bodies, asked.register.people
    given = {kind: asked.fields.get(kind, {}) for kind in ("bodies", "people")}
    for kind, others in (("bodies", people), ("people", {**bodies, **given["bodies"]})):
        for key in given[kind]:
            if key in others:
                yield Finding(f"{kind}.{key}", "an id of its own", f"{key} is a body and a person")


def of_instance(asked: Asked) -> Iterator[Finding]:
    """4. What an instance is called in its record, and whether it is live, is settled for ever; a language stays."""
    before, now = asked.register.instance, asked.fields.get("instance", {})
    if now and (gone := [one for one in before.languages if one not in now["languages"]]):
        remedy = "Its pages are linked to, and would stand there for ever as they were last made."
        yield Finding("instance.languages", "every language that there is", f"without {', '.join(gone)}", remedy)
    for name, stands in (("id", before.id), ("mode", before.mode)) if before.id else ():
        if now and now[name] != stands:
            yield Finding(f"instance.{name}", stands, now[name], "It never changes: found another instance.")


def of_owners(asked: Asked) -> Iterator[Finding]:
    """4. Somebody must be left who may change the register."""
    given = asked.fields.get("bodies", {})
    before = [body.id for body in asked.register.bodies.values() if body.participation == "owner" and not body.ended]
    now = [key for key, body in given.items() if body.get("participation") == "owner" and "ended" not in body]
    if before and not now and all(key in given for key in before):
        expected, remedy = "an owner that has not ended", "Name another owner first."
        yield Finding(f"bodies.{before[0]}.participation", expected, "none is left", remedy)


def of_texts(asked: Asked) -> Iterator[Finding]:
    """5. The words."""
    known = {"bodies": asked.register.bodies, "people": asked.register.people}
    yield from of_words(asked.words, asked.fields, known)


RULES = (of_chain, of_offices, of_heads, of_names, of_ids, of_instance, of_owners, of_texts)
