"""A rule pack: what must not go out unseen, why, who answers for it, and until when.

The pack is a YAML file (docs/gate.md). Rules of reading, in order; a pack is taken whole or refused whole:
1. Bounded and plain (`plain_yaml`), format `uarazom/rules/1`, at most `RULES_MAX` rules, every id once.
2. Every rule has id, category, ground, owner, ends_at and severity, and at least one thing that it matches.
3. The category is one of `CATEGORIES`. There is none for morale, panic or reputation, and none can be added by a pack:
   what is true and embarrassing is published.
4. A danger to life always holds. A rule of `hold_until` says until when, others may.
5. No regular expressions (see `phrases`, `digits`, `coordinates`), so no rule can be written that never comes back.
The digest of the file's bytes is public, in the register, with the number of its rules.

    pack = parse(Path("rules.yaml").read_bytes())
    pack.digest, len(pack.rules), pack.expired(now)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from uarazom.editorial import plain_yaml
from uarazom.editorial.node import BadValue, Node, size
from uarazom.editorial.plain_yaml import NotPlain
from uarazom.editorial.refusal import BadPack
from uarazom.editorial.rules import digits
from uarazom.editorial.rules.coordinates import Box
from uarazom.editorial.rules.phrases import Phrases
from uarazom.verify import canon, entry

PACK_BYTES_MAX = 1_048_576
RULES_MAX = 500
PHRASES_MAX = 500  # phrases, or shapes, of one rule
TEXT_MAX = 2_000  # characters of a ground or a reason
MINUTES_MAX = 30 * 24 * 60  # a rule that holds a report for longer than a month is a ban
WITHIN_WORDS_MAX = 50

FORMAT = "uarazom/rules/1"
CATEGORIES = (
    "coordinates",  # finer than the coarsest official area
    "impact_place",  # the exact place of an impact, while it helps to aim the next one
    "unit_designator",  # which unit is where
    "personal_data",  # telephone, card, document numbers, e-mail of a private person
    "hold_until",  # known, but not before a time that somebody answers for
    "danger_to_life",  # would put people in danger
)
SEVERITIES = ("flag", "hold")
GROUNDS = ("already_official", "not_what_it_looks_like", "owner_agrees", "public_safety")
_RULE = {"id", "category", "ground", "owner", "ends_at", "severity", "match"}
_RULE_MAY = {"releasable", "hold_until", "hold_minutes", "when", "title"}
MATCH_MEMBERS = frozenset(
    ["words", "near", "shapes", "checked_by", "detect", "coordinates_finer_than_metres", "within", "everything"],
)
CHECKS: Mapping[str, Callable[[str], bool]] = {"luhn": digits.is_luhn, "iban": digits.is_iban}


@dataclass(frozen=True)
class Near:
    """A match counts only when one of these phrases stands within so many words of it."""

    phrases: Phrases
    words: int


@dataclass(frozen=True)
class Match:
    """What a rule looks for; any of them is enough. `everything`: the mere fact that `when` applies."""

    words: Phrases | None = None
    shapes: tuple[str, ...] = ()
    checked_by: str | None = None
    detect: tuple[str, ...] = ()
    metres: int | None = None
    within: Box | None = None
    near: Near | None = None
    everything: bool = False


@dataclass(frozen=True)
class When:
    """Which drafts a rule looks at; an empty one looks at all."""

    kinds: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """One rule, as docs/gate.md describes it."""

    id: str
    category: str
    ground: str
    owner: str
    ends_at: datetime
    severity: str
    match: Match
    when: When = When()
    releasable: tuple[str, ...] = GROUNDS
    hold_until: datetime | None = None
    hold_minutes: int | None = None
    title: Mapping[str, str] | None = None

    @property
    def danger(self) -> bool:
        """Released by two."""
        return self.category == "danger_to_life"


@dataclass(frozen=True)
class Pack:
    """The rules, in the file's order, and the digest of the file."""

    id: str
    digest: str
    rules: tuple[Rule, ...]

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; KeyError when there is none."""
        return next(iter([rule for rule in self.rules if rule.id == rule_id] or [_missing(rule_id)]))

    def expired(self, at: datetime) -> tuple[Rule, ...]:
        """The rules that no longer hold anything, for their owners to renew or strike out."""
        return tuple(rule for rule in self.rules if rule.ends_at <= at)

    def public(self) -> dict[str, Any]:
        """The register's `rule_pack`."""
        return {"digest": self.digest, "rules": len(self.rules)}


def _missing(rule_id: str) -> Rule:
    raise KeyError(rule_id)


def parse(raw: bytes) -> Pack:
    """Read a pack; BadPack names the line, what was expected and what came."""
    try:
        return _pack(Node.top(plain_yaml.load(raw, bytes_max=PACK_BYTES_MAX)), raw)
    except (NotPlain, BadValue) as error:
        raise BadPack("pack.bad", expected=error.expected, got=error.got, where=error.where) from error


def _pack(top: Node, raw: bytes) -> Pack:
    top.only({"format", "id", "rules"}, {"title", "about"})
    top.get("format").one_of((FORMAT,))
    nodes = top.get("rules").items(RULES_MAX)
    rules = tuple(_rule(node) for node in nodes)
    for place, rule in enumerate(rules):
        if rule.id in {earlier.id for earlier in rules[:place]}:
            raise nodes[place].get("id").bad("an id used once", f"{rule.id} again")
    return Pack(top.get("id").id(), canon.digest(raw), rules)


# ── one rule ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _rule(node: Node) -> Rule:
    node.only(_RULE, _RULE_MAY)
    rule = Rule(
        id=node.get("id").id(),
        category=node.get("category").one_of(CATEGORIES),
        ground=node.get("ground").text(TEXT_MAX),
        owner=node.get("owner").id(),
        ends_at=node.get("ends_at").instant(),
        severity=node.get("severity").one_of(SEVERITIES),
        match=_match(node.get("match")),
        when=_when(node.get("when")) if node.has("when") else When(),
        releasable=node.get("releasable").all_of(GROUNDS) if node.has("releasable") else GROUNDS,
        hold_until=node.get("hold_until").instant() if node.has("hold_until") else None,
        hold_minutes=node.get("hold_minutes").integer(1, MINUTES_MAX) if node.has("hold_minutes") else None,
        title=node.get("title").texts(TEXT_MAX) if node.has("title") else None,
    )
    _check_rule(node, rule)
    return rule


def _check_rule(node: Node, rule: Rule) -> None:
    if rule.danger and rule.severity != "hold":
        raise node.get("severity").bad("hold: a danger to life always holds", rule.severity)
    if rule.category == "hold_until" and not (rule.hold_until or rule.hold_minutes):
        raise node.bad("hold_until or hold_minutes: until when", "neither")
    if rule.hold_until and rule.hold_minutes:
        raise node.bad("hold_until or hold_minutes", "both")
    if rule.match.everything and rule.when == When():
        raise node.get("match").bad("`when` beside `everything`: else no draft at all would pass", "no `when`")


def _match(node: Node) -> Match:
    node.only(set(), MATCH_MEMBERS)
    found = Match(
        words=_phrases(node.get("words")) if node.has("words") else None,
        shapes=_shapes(node.get("shapes")) if node.has("shapes") else (),
        checked_by=node.get("checked_by").one_of(tuple(CHECKS)) if node.has("checked_by") else None,
        detect=node.get("detect").all_of(("email", *digits.DETECTORS)) if node.has("detect") else (),
        metres=_metres(node),
        within=_box(node.get("within")) if node.has("within") else None,
        near=_near(node.get("near")) if node.has("near") else None,
        everything=node.has("everything") and node.get("everything").truth(),
    )
    if not (found.words or found.shapes or found.detect or found.metres or found.everything):
        raise node.bad("something to match", "nothing")
    return found


def _metres(node: Node) -> int | None:
    name = "coordinates_finer_than_metres"
    return node.get(name).integer(1, 200_000) if node.has(name) else None


def _box(node: Node) -> Box:
    sides = ("south", "north", "west", "east")
    node.only(set(sides), set())
    south, north, west, east = (node.get(side).integer(-180, 180) for side in sides)
    return Box(south, north, west, east)


def _near(node: Node) -> Near:
    node.only({"words", "within_words"}, set())
    return Near(_phrases(node.get("words")), node.get("within_words").integer(1, WITHIN_WORDS_MAX))


def _when(node: Node) -> When:
    node.only(set(), {"kinds", "acts", "sections", "topics"})
    return When(
        kinds=frozenset(node.get("kinds").all_of(entry.KINDS)) if node.has("kinds") else frozenset(),
        acts=frozenset(node.get("acts").all_of(entry.ACTS)) if node.has("acts") else frozenset(),
        sections=frozenset(n.id() for n in node.get("sections").items(100)) if node.has("sections") else frozenset(),
        topics=frozenset(n.id() for n in node.get("topics").items(100)) if node.has("topics") else frozenset(),
    )


# ── what only packs hold ─────────────────────────────────────────────────────────────────────────────────────────────
def _phrases(node: Node) -> Phrases:
    try:
        return Phrases.of(_written(node))
    except ValueError as error:
        raise node.bad(*_parts(error)) from error


def _written(node: Node) -> list[str]:
    """A list, or lists by language: languages are for the reader, every phrase is looked for in every text."""
    if isinstance(node.value, list):
        return [item.text(TEXT_MAX) for item in node.items(PHRASES_MAX)]
    members = node.members()
    if not members or not all(map(canon.is_language, members)):
        raise node.bad("a list, or lists by language", size(node.value))
    return [item.text(TEXT_MAX) for member in members.values() for item in member.items(PHRASES_MAX)]


def _shapes(node: Node) -> tuple[str, ...]:
    try:
        return tuple(digits.compile_shape(item.text(TEXT_MAX)) for item in node.items(PHRASES_MAX))
    except ValueError as error:
        raise node.bad(*_parts(error)) from error


def _parts(error: ValueError) -> tuple[str, str]:
    expected, _, got = str(error).partition(", got ")
    return expected, got
