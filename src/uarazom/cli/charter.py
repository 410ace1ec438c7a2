"""The charter: what a new instance is told about its state. From a file, from flags, or the corpus.

A charter file (``uarazom init DIR --charter FILE``) is YAML; `docs/charter.md` describes each member:

    origin: info.example.org/log
    region: CH                      # its subdivisions by ISO 3166-2 become the regions, or
    regions_file: cantons.geojson   # features with an `id` (the code) and names `name` or `name_<language>`
    languages: [de, fr, ar]
    timezone: Europe/Zurich
    name: {de: …, fr: …, ar: …}
    sections: {security: {de: …}, …}
    bodies: {chancellery: {kind: government, participation: owner, head: chancellery, name: {de: …}}}
    people: {ada: {name: Ada Keller, body: chancellery}, …}      # the first two who can approve

Rules: strict (an unknown member is an error that lists the known ones), bounded, and nothing is written before all of
it is known to be good. What comes out is what `docs/formats/roster.md` calls a register: entry fields and words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from uarazom.acts.wording import is_url
from uarazom.cli.charter_alerting import alerting_of
from uarazom.cli.charter_files import files_of, regions_of, rules_of, texts_of
from uarazom.cli.say import UsageError
from uarazom.verify import canon
from uarazom.verify.canon import is_id, is_language, is_origin

MAX_CHARTER_BYTES = 1_048_576
SECTIONS = ("security", "defence", "safety")
MEMBERS = {
    "origin", "mode", "region", "regions_file", "languages", "timezone", "name", "tagline", "about", "contact",
    "sections", "bodies", "people", "emergency_numbers", "report_by", "policy", "catalogues", "regions", "topics",
    "competences", "rules", "url", "alerting",
}  # fmt: skip


@dataclass(frozen=True)
class FirstPerson:
    """One of the first two people of the desk: both may write, approve and coordinate; two are needed for anything."""

    id: str
    name: str
    body: str


@dataclass(frozen=True)
class Charter:
    """What founding needs: register fields and words (docs/formats/roster.md), plain blobs, people, publishers."""

    origin: str
    mode: str
    fields: Mapping[str, Any]
    words: Mapping[str, Any]
    people: tuple[FirstPerson, ...]
    publishers: tuple[str, ...]
    blobs: tuple[tuple[bytes, str, str], ...] = field(default=())  # bytes, media type, purpose
    rules: bytes | None = None  # the gate's rule pack

    def with_certificate(self, pem: bytes) -> Self:
        """The charter whose policy of warnings names this certificate, and whose blobs hold it."""
        alerting = {**self.fields["alerting"], "certificate": canon.digest(pem)}
        blobs = (*self.blobs, (pem, "text/plain", "certificate"))
        return replace(self, fields={**self.fields, "alerting": alerting}, blobs=blobs)


def read(path: Path) -> Charter:
    """The charter in a YAML file. Raises: ``UsageError`` with the member at fault."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_CHARTER_BYTES + 1)
        if len(data) > MAX_CHARTER_BYTES:
            raise UsageError(f"expected at most {MAX_CHARTER_BYTES} bytes in {path}, got more")
        raw: Any = yaml.safe_load(data)
    except (OSError, yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"expected a charter (YAML) in {path}: {error}") from error
    if not isinstance(raw, dict):
        raise UsageError(f"expected members such as origin, languages, bodies in {path}, got {type(raw).__name__}")
    return from_members(raw, folder=path.parent)


def from_members(raw: Mapping[str, Any], *, folder: Path) -> Charter:
    """The charter from its members; files named in it are looked up from ``folder``."""
    unknown = sorted(set(raw) - MEMBERS)
    if unknown:
        raise UsageError(f"unknown member {', '.join(unknown)}; known are {', '.join(sorted(MEMBERS))}")
    languages = _languages(raw)
    regions, region_words = regions_of(raw, folder, languages)
    bodies, body_words, publishers = _bodies(raw, languages)
    people = _people(raw, bodies)
    blobs, digests = files_of(raw, folder, languages)
    rules, rule_pack = rules_of(raw, folder)
    alerting, events = alerting_of(raw, folder, publishers)
    sections: Mapping[str, Any] = raw.get("sections") or {name: {} for name in SECTIONS}
    fields = {
        "instance": _instance(raw, languages) | digests,
        "bodies": bodies,
        "sections": list(sections),
        "regions": regions,
        **rule_pack,
        **alerting,
    }
    texts = {name: raw[name] for name in ("name", "tagline", "about", "contact") if name in raw}
    words = {
        "instance": {name: texts_of(value, languages, name) for name, value in texts.items()} | _address(raw),
        "bodies": body_words,
        "sections": _named(sections, languages, "sections"),
        **{group: _named(raw.get(group) or {}, languages, group) for group in ("topics", "competences")},
        "regions": region_words,
        "policy": _policies(raw.get("policy") or {}, languages),
    }
    return Charter(
        origin=_checked(raw.get("origin"), is_origin, "origin", "a name without scheme or port: info.example.org/log"),
        mode=_one_of(raw.get("mode", "live"), ("live", "demonstration", "training"), "mode"),
        fields=fields,
        words={name: value for name, value in words.items() if value},
        people=people,
        publishers=publishers,
        blobs=(*blobs, *events),
        rules=rules,
    )


def _checked(value: Any, test: Any, name: str, expected: str) -> Any:
    if not test(value):
        raise UsageError(f"{name}: expected {expected}, got {value!r}")
    return value


def _one_of(value: Any, known: tuple[str, ...], name: str) -> str:
    if value not in known:
        raise UsageError(f"{name}: expected one of {', '.join(known)}, got {value!r}")
    return str(value)


def _languages(raw: Mapping[str, Any]) -> list[str]:
    languages = raw.get("languages")
    if not isinstance(languages, list) or not languages or not all(map(is_language, languages)):
        raise UsageError(f"languages: expected a list such as [uk, en], the first one leading, got {languages!r}")
    return languages


def _named(given: Any, languages: list[str], where: str) -> dict[str, Any]:
    """Names by id; an id without any has none to tell."""
    if not isinstance(given, Mapping):
        raise UsageError(f"{where}: expected id: {{language: name}}, got {given!r}")
    for id in given:
        _checked(id, is_id, where, "an id of a-z, 0-9 and -")
    return {id: {"name": texts_of(texts, languages, f"{where}.{id}")} for id, texts in given.items() if texts}


def _policies(given: Any, languages: list[str]) -> dict[str, Any]:
    """The rules of the platform: title and text by id."""
    if not isinstance(given, Mapping) or not all(isinstance(texts, Mapping) for texts in given.values()):
        raise UsageError(f"policy: expected id: {{title: …, text: …}}, got {given!r}")
    return {
        _checked(id, is_id, "policy", "an id of a-z, 0-9 and -"): {
            name: texts_of(value, languages, f"policy.{id}.{name}") for name, value in texts.items()
        }
        for id, texts in given.items()
    }


def _address(raw: Mapping[str, Any]) -> dict[str, str]:
    """Where the public side will be found, if that is known: feeds then have absolute links, and there is a sitemap."""
    return {"url": _checked(raw["url"], is_url, "url", "https://info.example.org/")} if "url" in raw else {}


def _instance(raw: Mapping[str, Any], languages: list[str]) -> dict[str, Any]:
    zone = raw.get("timezone", "UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, TypeError) as error:
        raise UsageError(f"timezone: expected a name such as Europe/Kyiv, got {zone!r}") from error
    origin = str(raw.get("origin", ""))
    made = {
        "id": origin.replace("/", "-").replace(".", "-")[:80].strip("-"),
        "region": raw.get("region"),
        "timezone": zone,
        "languages": languages,
        "mode": raw.get("mode", "live"),
        "emergency_numbers": [str(number) for number in raw.get("emergency_numbers") or ()],
        "report_by": str(raw.get("report_by", "18:00")),
    }
    return {name: value for name, value in made.items() if value}


def _bodies(raw: Mapping[str, Any], languages: list[str]) -> tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]:
    given = raw.get("bodies")
    if not isinstance(given, dict) or not given:
        raise UsageError("bodies: expected at least the owner: {id: {kind, participation: owner, name}}, got nothing")
    fields: dict[str, Any] = {}
    words: dict[str, Any] = {}
    for body, members in given.items():
        _checked(body, is_id, "bodies", "an id of a-z, 0-9 and -")
        if not isinstance(members, dict) or "name" not in members or "kind" not in members:
            raise UsageError(f"bodies.{body}: expected kind and name, got {members!r}")
        coded = {key: members[key] for key in ("kind", "competences", "regions") if key in members}
        named = {"head": members.get("head", body), "participation": members.get("participation", "agreed")}
        fields[body] = coded | named | {"named": members.get("named", "yes")}
        words[body] = {"name": texts_of(members["name"], languages, f"bodies.{body}.name")}
        if "short" in members:
            words[body]["short"] = texts_of(members["short"], languages, f"bodies.{body}.short")
        if "url" in members:
            words[body]["url"] = str(members["url"])
    publishers = tuple(body for body, members in given.items() if _publishes(members))
    if not any(body["participation"] == "owner" for body in fields.values()) or not publishers:
        raise UsageError("bodies: expected one with `participation: owner` (it publishes), got none")
    return fields, words, publishers


def _publishes(members: Mapping[str, Any]) -> bool:
    return bool(members.get("publishes", members.get("participation") == "owner"))


def _people(raw: Mapping[str, Any], bodies: Mapping[str, Any]) -> tuple[FirstPerson, ...]:
    given = raw.get("people")
    if not isinstance(given, dict) or len(given) < 2:
        raise UsageError("people: expected at least two (nothing is published by one): {id: {name, body}}")
    people = []
    for person, members in given.items():
        _checked(person, is_id, "people", "an id of a-z, 0-9 and -")
        body = members.get("body") if isinstance(members, dict) else None
        if body not in bodies:
            raise UsageError(f"people.{person}.body: expected one of {', '.join(bodies)}, got {body!r}")
        people.append(FirstPerson(person, str(members.get("name", person)), str(body)))
    return tuple(people)
