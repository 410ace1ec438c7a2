"""Do act, words and CAP message of a warning say the same? Every finding, or none.

    findings(fields, words, alert)                       # fields of the act, content of its words blob, the message
    findings(fields, words, alert, document=before)      # and whether it refers to what it must refer to

Rules, in order; each compares one thing that is said twice:
1. the whole message: identifier, sender, sent, status, msgType, scope Public, and nothing of what no act can say
   (restriction, addresses, …);
2. `note`: the act's notes, in the order of the languages, with ` / ` between them;
3. references: none in the first message of a document, else earlier ones, each once. With the document: all its
   messages that have not expired, its latest, and nothing else;
4. one info for each language of the words, with their texts, the act's levels, responses and times;
5. one area in each: what the place is called, a geocode for each region and no other, shapes where `parts` speaks of
   shapes; no circle, no height;
6. resources: files of `media`, by digest, size and type;
7. the message's bytes, as `cap.serialise` writes them, are those that the act names. So no change of a message is ever
   missed, not even of what the act does not repeat: categories, event codes, the sender's name, the link.
An exercise's mark is asked of the words (`acts.schema`), and here that the message has the same texts.

Specification: docs/formats/alert.md; CAP 1.2, 3.2.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from uarazom.acts.alerts import sent
from uarazom.acts.model import Act, Document
from uarazom.cap import model
from uarazom.cap.errors import BadAlert
from uarazom.cap.finding import ERROR, Finding
from uarazom.cap.geocodes import is_geocode
from uarazom.cap.model import Alert, Area, Info, Resource
from uarazom.cap.serialise import serialise
from uarazom.verify import canon

RULE = "agreement"
BETWEEN_NOTES = " / "
TEXTS = {"headline": "title", "description": "text", "instruction": "instruction", "event": "event"}
LEVELS = ("urgency", "severity", "certainty")
TIMES = {"onset": "starts_at", "expires": "valid_until"}
EXERCISE = "uarazom/exercise/1"

Findings = Iterator[Finding]


def findings(
    fields: Mapping[str, Any], words: Mapping[str, Any], alert: Alert, *, document: Document | None = None
) -> tuple[Finding, ...]:
    """Where they differ. `document`: as it stood before this act; None leaves part of rule 3 unasked."""
    codes = fields.get("alert")
    if not isinstance(codes, Mapping):
        return (differ("/alert", "an act that sends a message", "an act without `alert`"),)
    return tuple(_findings(fields, codes, words, alert, document))


def _findings(
    fields: Mapping[str, Any],
    codes: Mapping[str, Any],
    words: Mapping[str, Any],
    alert: Alert,
    document: Document | None,
) -> Findings:
    yield from _of_alert(fields, codes, alert)
    languages = [info.language for info in alert.infos]
    yield from same("/alert/note", note(texts(words, "note"), languages), alert.note)
    yield from _of_references(fields, alert)
    if document is not None:
        yield from _of_document(alert, document)
    yield from _of_languages(words, languages)
    for n, info in enumerate(alert.infos, 1):
        yield from _of_info(f"/alert/info[{n}]", fields, codes, words, info)
    yield from _of_bytes(codes, alert)


def note(notes: Mapping[str, str], languages: Iterable[str]) -> str:
    """The notes of an act as the one note of its message."""
    return BETWEEN_NOTES.join(notes[language] for language in languages if language in notes)


# ── 1 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _of_alert(fields: Mapping[str, Any], codes: Mapping[str, Any], alert: Alert) -> Findings:
    yield from same("/alert/identifier", codes.get("identifier"), alert.identifier)
    yield from same("/alert/sender", codes.get("sender"), alert.sender)
    yield from same("/alert/sent", codes.get("sent"), instant(alert.sent))
    yield from same("/alert/sent", fields.get("known_at"), instant(alert.sent))
    yield from same("/alert/status", codes.get("status"), alert.status)
    if fields.get("format") == EXERCISE:
        yield from same("/alert/status", "Exercise", alert.status)
    yield from same("/alert/msgType", codes.get("msg_type"), alert.msg_type)
    yield from same("/alert/scope", "Public", alert.scope)
    for name in ("source", "restriction", "addresses", "codes", "incidents"):
        yield from nothing(f"/alert/{name.removesuffix('s') if name == 'codes' else name}", getattr(alert, name))


# ── 3 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _of_references(fields: Mapping[str, Any], alert: Alert) -> Findings:
    keys = [one.key for one in alert.references]
    if (fields.get("n") == 1) != (not keys):
        wanted = "no reference in the first message" if keys else "the messages that this one is about"
        yield differ("/alert/references", wanted, f"{len(keys)} references in act {fields.get('n')}")
    if len(set(keys)) != len(keys):
        yield differ("/alert/references", "each message once", "one twice")
    for one in alert.references:
        if alert.sent and one.sent > alert.sent:
            yield differ("/alert/references", "earlier messages", one.identifier)


def _of_document(alert: Alert, document: Document) -> Findings:
    """Everything that a receiver may still show."""
    acts = sent(document)
    known = {_key(act) for act in acts}
    wanted = {_key(act) for act in acts if act is acts[-1] or _stands(act, alert.sent)}
    given = {one.key for one in alert.references}
    for _, identifier, _ in sorted(wanted - given, key=str):
        yield differ("/alert/references", f"a reference to {identifier}", "none")
    for _, identifier, _ in sorted(given - known, key=str):
        yield differ("/alert/references", f"messages of {document.id}", identifier)


def _key(act: Act) -> model.Key:
    message = act.alert
    assert message is not None  # noqa: S101 - `sent` gives acts that carry a message
    return model.key(message.sender, message.identifier, message.sent)


def _stands(act: Act, at: datetime | None) -> bool:
    return act.valid_until is None or at is None or act.valid_until > at


# ── 4 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _of_languages(words: Mapping[str, Any], languages: list[str]) -> Findings:
    if not languages or len(set(languages)) != len(languages):
        yield differ("/alert/info", "one info for each language", ", ".join(languages) or "none")
    for name in ("title", "text", "event", "place"):
        spoken = set(texts(words, name))
        if spoken != set(languages):
            expected = f"the languages of the words' {name}: {', '.join(sorted(spoken))}"
            yield differ("/alert/info/language", expected, ", ".join(languages))
    if extra := set(texts(words, "instruction")) - set(languages):
        yield differ("/alert/info/instruction", f"an instruction in {', '.join(sorted(extra))}", "nothing")
    if extra := set(texts(words, "note")) - set(languages):
        yield differ("/alert/note", f"a note in {', '.join(sorted(extra))}", "nothing")


def _of_info(
    at: str, fields: Mapping[str, Any], codes: Mapping[str, Any], words: Mapping[str, Any], info: Info
) -> Findings:
    for element, name in TEXTS.items():
        yield from same(f"{at}/{element}", texts(words, name).get(info.language, ""), getattr(info, element))
    for name in LEVELS:
        yield from same(f"{at}/{name}", codes.get(name), getattr(info, name))
    yield from same(f"{at}/responseType", listed(codes, "responses"), list(info.response_types))
    for element, name in TIMES.items():
        yield from same(f"{at}/{element}", fields.get(name), instant(getattr(info, element)))
    for name in ("effective", "audience", "contact", "parameters"):
        yield from nothing(f"{at}/{name.removesuffix('s')}", getattr(info, name))
    if len(info.areas) != 1:
        yield differ(f"{at}/area", "one area", str(len(info.areas)))
    for area in info.areas:
        yield from _of_area(f"{at}/area", fields, codes, texts(words, "place").get(info.language, ""), area)
    yield from _of_resources(at, fields, info.resources)


# ── 5, 6 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _of_area(at: str, fields: Mapping[str, Any], codes: Mapping[str, Any], name: str, area: Area) -> Findings:
    yield from same(f"{at}/areaDesc", name, area.description)
    regions = [str(code) for code in listed(fields, "regions")]
    matched = [is_geocode(pair, code) for pair, code in zip(area.geocodes, regions, strict=False)]
    if len(area.geocodes) != len(regions) or not all(matched):
        got = ", ".join(pair.value for pair in area.geocodes)
        yield differ(f"{at}/geocode", ", ".join(regions) or "none", got or "none")
    if codes.get("parts") and not area.polygons:
        yield differ(f"{at}/polygon", "the shape of which the act says the parts", "none")
    if area.polygons and not codes.get("parts") and not regions:
        yield differ(f"{at}/polygon", "nothing: the act names no place", "a shape")
    yield from nothing(f"{at}/circle", area.circles)
    yield from same(f"{at}/altitude", None, area.altitude)
    yield from same(f"{at}/ceiling", None, area.ceiling)


def _of_resources(at: str, fields: Mapping[str, Any], resources: tuple[Resource, ...]) -> Findings:
    media = {str(one.get("digest")): one for one in listed(fields, "media") if isinstance(one, Mapping)}
    for resource in resources:
        _, slash, digest = resource.uri.rpartition("/blob/")
        file = media.get(digest) if slash else None
        if file is None:
            yield differ(f"{at}/resource/uri", "an address that ends in blob/ and a digest of `media`", resource.uri)
            continue
        yield from same(f"{at}/resource/size", file.get("size"), resource.size)
        yield from same(f"{at}/resource/mimeType", file.get("media_type"), resource.mime_type)
        yield from nothing(f"{at}/resource/derefUri", resource.deref_uri)


# ── 7 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _of_bytes(codes: Mapping[str, Any], alert: Alert) -> Findings:
    message = codes.get("message")
    named = (message.get("digest"), message.get("size")) if isinstance(message, Mapping) else (None, None)
    try:
        raw = serialise(alert)
    except BadAlert as error:
        yield from error.findings
        return
    yield from same("/alert", f"{named[1]} bytes with the digest {named[0]}", f"{len(raw)} bytes with the digest "
                    f"{canon.digest(raw)}")  # fmt: skip


# ── one value ────────────────────────────────────────────────────────────────────────────────────────────────────────
def texts(words: Mapping[str, Any], name: str) -> dict[str, str]:
    """A member of the words, language → text; what is none is left out, and differs then."""
    value = words.get(name)
    every = value.items() if isinstance(value, Mapping) else ()
    return {language: text for language, text in every if isinstance(language, str) and isinstance(text, str)}


def listed(fields: Mapping[str, Any], name: str) -> list[Any]:
    """A member that is an array; what is none is empty, and differs then."""
    value = fields.get(name)
    return value if isinstance(value, list) else []


def instant(value: datetime | None) -> str | None:
    """A time of the message as the act writes it."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def differ(path: str, expected: str, got: str) -> Finding:
    """Act and message differ."""
    return Finding(RULE, ERROR, path, expected, got)


def same(path: str, expected: object, got: object) -> Findings:
    """What the act says, and what the message says."""
    if expected != got:
        yield differ(path, _told(expected), _told(got))


def nothing(path: str, got: object) -> Findings:
    """What no act can say."""
    if got:
        yield differ(path, "nothing: the act does not say it", _told(got))


def _told(value: object) -> str:
    if value is None or value == []:
        return "nothing"
    return value if isinstance(value, str) else repr(value)
