"""The people and bodies of a corpus as the content of a register entry (docs/formats/roster.md) and of its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from uarazom.acts import kinds
from uarazom.editorial.node import Errors, Node
from uarazom.verify import canon

TEXT_MAX, NAME_MAX = 20_000, 500
BODIES_MAX = PEOPLE_MAX = 20_000
REGIONS_MAX = 500  # of one document or body
NAMED = ("sections", "topics", "regions", "competences")
_INSTANCE_TEXTS = ("name", "tagline", "about", "contact")
_INSTANCE_MUST = {"id", "name", "languages", "timezone"}
_INSTANCE_MAY = {"region", "mode", "report_by", "emergency_numbers", "notes_language", *_INSTANCE_TEXTS}


@dataclass(frozen=True)
class Who:
    """The register's content and words, and what reading the acts needs of the instance."""

    fields: Mapping[str, Any]
    words: Mapping[str, Any]
    languages: tuple[str, ...]
    notes_language: str
    zone: ZoneInfo

    @property
    def owner(self) -> str:
        """The first body that owns the platform, else the first body."""
        bodies = self.fields["bodies"]
        owners = (key for key, body in bodies.items() if body.get("participation") == "owner")
        return str(next(owners, next(iter(bodies))))


def read(top: Node, errors: Errors) -> Who:
    """Bodies, people, sections, regions and the instance."""
    instance = top.get("instance").only(_INSTANCE_MUST, _INSTANCE_MAY)
    languages = tuple(n.fitting(canon.is_language, "a language tag") for n in instance.get("languages").items(50))
    bodies = _by_id(top.get("bodies").items(BODIES_MAX))
    people = _by_id(top.get("people").items(PEOPLE_MAX)) if top.has("people") else {}
    fields = {
        "instance": _instance(instance, languages),
        "bodies": errors.each(_body, bodies),
        "people": errors.each(_person, people),
        "sections": _sections(top),
        "regions": _regions(top),
    }
    words = {
        "bodies": errors.each(_body_words, bodies),
        "people": errors.each(_person_words, people),
        "instance": {n: instance.get(n).texts(TEXT_MAX) for n in _INSTANCE_TEXTS if instance.has(n)},
        **{kind: errors.each(_named, top.get(kind).members()) for kind in NAMED if top.has(kind)},
        "policy": errors.each(_policy, top.get("policy").members()) if top.has("policy") else {},
    }
    notes = instance.get("notes_language").one_of(languages) if instance.has("notes_language") else _english(languages)
    return Who(_some(fields), _some(words), languages, notes, _zone(instance.get("timezone")))


def _by_id(nodes: tuple[Node, ...]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in nodes:
        node.members()
        if (key := node.get("id").id()) in found:
            raise node.get("id").bad("an id used once", key)
        found[key] = node
    return found


def _instance(node: Node, languages: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": node.get("id").id(),
        "timezone": node.get("timezone").text(NAME_MAX),
        "languages": list(languages),
        "mode": node.get("mode").one_of(kinds.MODES) if node.has("mode") else "demonstration",
    }
    for name in ("region", "report_by"):
        if node.has(name):
            found[name] = node.get(name).text(NAME_MAX)
    if node.has("emergency_numbers"):
        found["emergency_numbers"] = [one.text(20) for one in node.get("emergency_numbers").items(20)]
    return found


def _zone(node: Node) -> ZoneInfo:
    try:
        return ZoneInfo(node.text(NAME_MAX))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise node.bad("a time zone of the IANA database", repr(node.value)) from error


def _english(languages: tuple[str, ...]) -> str:
    """The notes' language where the files do not say it."""
    return "en" if "en" in languages else languages[0]


# ── bodies and people ────────────────────────────────────────────────────────────────────────────────────────────────
def _body(node: Node) -> dict[str, Any]:
    node.only({"id", "name", "kind", "head"}, {"participation", "url", "named", "short", "competences", "regions"})
    found: dict[str, Any] = {"kind": node.get("kind").one_of(kinds.BODY_KINDS), "head": node.get("head").id()}
    if node.has("participation"):
        found["participation"] = node.get("participation").one_of(kinds.PARTICIPATIONS)
    if node.has("named"):
        found["named"] = "yes" if node.get("named").truth() else "no"
    if node.has("competences"):
        found["competences"] = sorted(one.id() for one in node.get("competences").items(100))
    if node.has("regions"):
        found["regions"] = sorted(region(one) for one in node.get("regions").items(REGIONS_MAX))
    return found


def region(node: Node) -> str:
    """A region code."""
    return str(node.fitting(canon.is_region, "a region code"))


def _body_words(node: Node) -> dict[str, Any]:
    texts = {name: node.get(name).texts(NAME_MAX) for name in ("name", "short") if node.has(name)}
    return {**texts, "url": node.get("url").text(NAME_MAX)} if node.has("url") else texts


def _person(node: Node) -> dict[str, Any]:
    node.only({"id", "name", "office", "body"}, {"from", "until"})
    office = {"body": node.get("body").id()}
    ends = {name: canon.instant_text(node.get(name).instant()) for name in ("from", "until") if node.has(name)}
    return {"offices": [{**office, **ends}]}


def _person_words(node: Node) -> dict[str, Any]:
    return {"name": node.get("name").texts(NAME_MAX), "offices": [node.get("office").texts(NAME_MAX)]}


# ── sections, regions, policy ────────────────────────────────────────────────────────────────────────────────────────
def _sections(top: Node) -> list[str]:
    """As named, in that order; else as the documents use them."""
    if top.has("sections"):
        return list(top.get("sections").members())
    return list(dict.fromkeys(node.get("section").id() for node in top.get("documents").items(BODIES_MAX)))


def _regions(top: Node) -> list[str]:
    named = set(top.get("regions").members()) if top.has("regions") else set()
    documents = top.get("documents").items(BODIES_MAX)
    used = {
        str(code.value) for node in documents if node.has("regions") for code in node.get("regions").items(REGIONS_MAX)
    }
    whole = top.get("instance").get("region").value
    return sorted((named or used) - {whole})


def _named(node: Node) -> dict[str, Any]:
    return {"name": node.texts(NAME_MAX)}


def _policy(node: Node) -> dict[str, Any]:
    node.only({"title", "text"}, set())
    return {"title": node.get("title").texts(NAME_MAX), "text": node.get("text").texts(TEXT_MAX)}


def _some(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}
