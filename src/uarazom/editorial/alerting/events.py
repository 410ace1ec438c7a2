"""The event list: what a duty officer can warn of, with its levels, its times, and its texts in every language.

People write it as YAML (`editorial/packs/events-example.yaml`), the record keeps it as canonical JSON that the register
names; both have the same members. Rules of reading, in order; a list is taken whole or refused with every finding:
1. Bounded and plain, format `uarazom/events/1`, 1 to `EVENTS_MAX` events.
2. Every event has its categories, levels, responses in CAP's words, and its times: `seconds` are offered, `max_seconds`
   is the ceiling.
3. Every event says its name, and a headline and description for the warning, its all-clear, its cancellation and its
   retraction, in the same languages; an instruction may be absent.
4. In the texts `{place}` and `{until}` are replaced, and no other brace stands there.

    events = parse(blob)                       # EventList; BadEvents with all findings
    blob = from_yaml(Path("events.yaml").read_bytes())
    events["air-raid"].warning.fill("en", place="Kyiv", until="21:05, 14 February").headline

Specification: docs/formats/alert.md; CAP 1.2, 3.2.2.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from uarazom.acts.model import Texts
from uarazom.cap import model
from uarazom.editorial import plain_yaml
from uarazom.editorial.node import Errors, Node, TooMany
from uarazom.editorial.plain_yaml import Loaded, NotPlain
from uarazom.editorial.refusal import BadFile, Refused
from uarazom.verify import canon
from uarazom.verify import refusal as verify_refusal

FORMAT = "uarazom/events/1"
LIST_BYTES_MAX = 2**20
EVENTS_MAX = 200  # what can be found on one screen; more is a codifier, not a list
HEADLINE_MAX = 120  # with its place filled in it should stay under the 160 of CAP 1.2, 3.2.2
TEXT_MAX = 2_000  # a person on a staircase reads less
NAME_MAX = 80
CODES_MAX = 8
SECONDS_MIN, SECONDS_MAX = 60, 30 * 86_400
PLACEHOLDERS = ("place", "until")

_SPEECHES = ("all_clear", "cancel", "retraction")
_SAID = {"headline", "description"}
_MUST = {"categories", "urgency", "severity", "certainty", "responses", "seconds", "max_seconds", "name"}
_BRACE = re.compile(r"\{(\w*)\}|[{}]")


class BadEvents(BadFile):
    """An event list that is refused whole; `errors` holds every finding."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The texts of one message in one language."""

    headline: str
    description: str
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """What is said at one moment of a warning's life, by language, still with `{place}` and `{until}`."""

    headline: Texts
    description: Texts
    instruction: Texts = field(default_factory=dict)

    def fill(self, language: str, *, place: str, until: str) -> Filled:
        """The texts in a language that has them; a brace that means nothing, as people type one, stays as it is."""
        said = {"place": place, "until": until}
        texts = (texts.get(language, "") for texts in (self.headline, self.description, self.instruction))
        return Filled(*(_BRACE.sub(lambda found: said.get(found[1] or "", found[0]), text) for text in texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing to warn of. `seconds`: how long a warning is offered to last; `max_seconds`: how long it may."""

    id: str
    categories: tuple[str, ...]
    codes: Texts
    urgency: str
    severity: str
    certainty: str
    responses: tuple[str, ...]
    seconds: int
    max_seconds: int
    name: Texts
    warning: Speech
    all_clear: Speech
    cancel: Speech
    retraction: Speech


@dataclass(frozen=True, slots=True)
class EventList(Mapping[str, Event]):
    """The events by id, and the digest that the register names."""

    digest: str
    events: Mapping[str, Event]

    def __getitem__(self, id: str) -> Event:
        return self.events[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)


def parse(raw: bytes) -> EventList:
    """The list in a blob; BadEvents with all findings."""
    try:
        value = canon.parse(raw, LIST_BYTES_MAX)
    except verify_refusal.Refused as error:
        refused = Refused("events.not_canonical", expected=error.expected, got=error.got, where=error.where)
        raise BadEvents("events.not_canonical", (refused,)) from error
    return EventList(canon.digest(raw), _read(Loaded(value)))


def from_yaml(raw: bytes) -> bytes:
    """The blob of a list that people wrote; BadEvents names the lines."""
    try:
        loaded = plain_yaml.load(raw, bytes_max=LIST_BYTES_MAX)
    except NotPlain as error:
        raise BadEvents("events.not_plain", (error,)) from error
    _read(loaded)
    return canon.canonical(_trimmed(loaded.value))


def _trimmed(value: Any) -> Any:
    """Texts as they are read: without the space and the line ends that YAML leaves around them."""
    if isinstance(value, Mapping):
        return {name: _trimmed(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_trimmed(member) for member in value]
    return value.strip() if isinstance(value, str) else value


def _read(loaded: Loaded) -> Mapping[str, Event]:
    errors = Errors()
    events: dict[str, Event] = {}
    try:
        with errors.caught():
            top = Node.top(loaded).only({"format", "events"}, set())
            top.get("format").one_of((FORMAT,))
            listed = top.get("events").members()
            top.get("events").fitting(lambda events: 1 <= len(events) <= EVENTS_MAX, f"1 to {EVENTS_MAX} events")
            for id, node in listed.items():
                with errors.caught():
                    if not canon.is_id(id):
                        raise node.bad("an event whose name is an id", id)
                    events[id] = _event(id, node, errors)
    except TooMany:
        pass
    if errors.found:
        raise BadEvents("events.refused", tuple(errors.found))
    return MappingProxyType(events)


def _event(id: str, node: Node, errors: Errors) -> Event:
    node.only(_MUST | _SAID | set(_SPEECHES), {"codes", "instruction"})
    seconds = node.get("seconds").integer(SECONDS_MIN, SECONDS_MAX)
    event = Event(
        id=id,
        categories=_some_of(node.get("categories"), model.CATEGORIES),
        codes=_codes(node.get("codes")) if node.has("codes") else {},
        urgency=node.get("urgency").one_of(model.URGENCIES),
        severity=node.get("severity").one_of(model.SEVERITIES),
        certainty=node.get("certainty").one_of(model.CERTAINTIES),
        responses=_some_of(node.get("responses"), model.RESPONSE_TYPES),
        seconds=seconds,
        max_seconds=node.get("max_seconds").integer(seconds, SECONDS_MAX),
        name=node.get("name").texts(NAME_MAX),
        warning=_speech(node),
        **{name: _speech(node.get(name).only(_SAID, {"instruction"})) for name in _SPEECHES},
    )
    for name in _SPEECHES:
        with errors.caught():
            _check_languages(node.get(name), event.name, getattr(event, name))
    with errors.caught():
        _check_languages(node, event.name, event.warning)
    return event


def _some_of(node: Node, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Sorted, none twice."""
    found = node.all_of(allowed)
    if list(found) != sorted(set(found)):
        raise node.bad("sorted, none twice", ", ".join(found))
    return found


def _codes(node: Node) -> dict[str, str]:
    members = node.members()
    node.fitting(lambda value: 1 <= len(value) <= CODES_MAX, f"1 to {CODES_MAX} codes")
    return {name: member.text(NAME_MAX) for name, member in members.items()}


def _speech(node: Node) -> Speech:
    description = _texts(node.get("description"), TEXT_MAX)
    instruction = _texts(node.get("instruction"), TEXT_MAX) if node.has("instruction") else {}
    return Speech(_texts(node.get("headline"), HEADLINE_MAX), description, instruction)


def _texts(node: Node, most: int) -> dict[str, str]:
    texts = node.texts(most)
    for language, text in texts.items():
        for found in _BRACE.finditer(text):
            if found[1] not in PLACEHOLDERS:
                raise node.get(language).bad("only {place} and {until} in braces", found[0])
    return texts


def _check_languages(node: Node, names: Texts, speech: Speech) -> None:
    """Rule 3: an event that speaks a language speaks it to the end."""
    if not set(speech.headline) == set(speech.description) == set(names):
        spoken = ", ".join(sorted({*speech.headline, *speech.description}))
        raise node.bad(f"headline and description in {', '.join(sorted(names))}, as its name", spoken)
    if not set(speech.instruction) <= set(names):
        raise node.bad("an instruction in the languages of its name", ", ".join(sorted(speech.instruction)))
