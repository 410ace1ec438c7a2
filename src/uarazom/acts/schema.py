"""What an act must be to be issued. Strict here, tolerant in `read`; every finding is listed, not only the first.

    act = read(fields)                                                  # any act, of any version of the format
    check(fields, words, register=register, document=document, ledger=ledger, at=now)    # raises BadAct

`fields` is the act's content; `issued_at` may still be absent (the signer sets it), then `at` stands for it. `words` is
the content of its words blob, None when it has none. `document` is the document so far, None for act 1. With a
`ledger`, what the act refers to in other documents is looked up too.

Order: 1 shapes · 2 members on this act and kind · 3 the chain · 4 times · 5 who · 6 where · 7 what it refers to ·
8 words · 9 what a warning or a request must be besides. Meaning is asked of the members whose shape holds.

Specification: docs/formats/entry.md, docs/formats/words.md; DESIGN §4, §5.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from uarazom.acts import alert_schema, kinds, members, request_schema
from uarazom.acts.errors import BadAct, Finding
from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Act, Document, Words
from uarazom.acts.read import read_act
from uarazom.acts.register import Register
from uarazom.acts.rules import Case, on_hold, withdrawn
from uarazom.acts.voice import is_outlets, voice
from uarazom.acts.wording import of_words
from uarazom.verify import canon, extract
from uarazom.verify.extract import Extract

UNRECORDED = -1  # the index of an act that is not in the log yet
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # the first instant that we write
# How far known_at may lie before the true instant, by its precision: a representative time is not a clock time.
_SLACK = {
    "exact": timedelta(0),
    "hour": timedelta(hours=1),
    "part_of_day": timedelta(hours=12),
    "day": timedelta(days=1),
}
_TAKING_BACK = frozenset({"correct", "supersede", "withdraw", "remove"})
_AFTER_WITHDRAWAL = kinds.WITHOUT_KNOWN_AT | {"withdraw", "correct", "clarify", "comment"}


class Asked(NamedTuple):
    """All that the rules look at. `act` holds the members whose shape is right; `at` is when it is issued, if known."""

    act: Act
    fields: Mapping[str, Any]
    words: Mapping[str, Any] | None
    register: Register
    document: Document | None
    ledger: Ledger | None
    at: datetime | None


def read(fields: Mapping[str, Any], *, index: int = UNRECORDED, digest: str = "") -> Act:
    """The act of a payload's fields, tolerantly; before it is issued it counts as issued when it was known."""
    issued = fields.get("issued_at") or fields.get("known_at") or canon.instant_text(_LONG_AGO)
    return read_act({**fields, "issued_at": issued}, index=index, digest=digest)


def check(
    fields: Mapping[str, Any],
    words: Mapping[str, Any] | None,
    *,
    register: Register,
    document: Document | None,
    ledger: Ledger | None = None,
    at: datetime | None = None,
) -> None:
    """Raise `BadAct` with every finding, or return."""
    findings = list(of_shapes(fields))
    wrong = {finding.member for finding in findings}
    if wrong.isdisjoint(members.ALWAYS):
        good = {name: value for name, value in fields.items() if name not in wrong}
        act = read(good)
        asked = Asked(act, good, words, register, document, ledger, act.issued_at if "issued_at" in good else at)
        findings += [finding for rule in _RULES for finding in rule(asked)]
    if findings:
        raise BadAct(f"{fields.get('document', 'act')}/{fields.get('n', '?')}", findings)


def of_shapes(fields: Mapping[str, Any]) -> Iterator[Finding]:
    """1. Each member is one we know and looks as it must; those that every act has are there."""
    for name, value in fields.items():
        shape = members.SHAPES.get(name)
        if shape is None:
            yield Finding(name, "a member of docs/formats/entry.md", name, "Leave it out.")
        elif not fits(shape, value):
            yield Finding(name, shape.expected, repr(value))
    for name in members.ALWAYS:
        if name not in fields:
            yield Finding(name, members.SHAPES[name].expected, "nothing")


def fits(shape: members.Shape, value: Any) -> bool:
    """Whether a value has the shape; what cannot even be looked up in a table has not."""
    try:
        return shape.fits(value)
    except TypeError:
        return False


# ── 2. members on this act and kind ──────────────────────────────────────────────────────────────────────────────────
def of_kind(asked: Asked) -> Iterator[Finding]:
    """The kind takes this act, here."""
    act, kind = asked.act, kinds.KINDS[asked.act.kind]
    allowed = kind.first_acts if act.n == 1 else kind.later_acts
    if act.act not in allowed:
        where = "as the first act of" if act.n == 1 else "as a later act of"
        yield Finding("act", f"one of {', '.join(allowed)} {where} a {kind.name}", act.act)


def of_members(asked: Asked) -> Iterator[Finding]:
    """Nothing that this act does not take, everything that it needs."""
    act = asked.act
    on = members.ON_KIND.get(act.kind, members.ON)
    for name in asked.fields:
        if act.act not in on.get(name, kinds.ACTS):
            yield Finding(name, f"nothing on {act.act}", "a value", f"It stands on {', '.join(sorted(on[name]))}.")
        elif act.kind not in members.KINDS_OF.get(name, kinds.KINDS):
            yield Finding(name, f"nothing on a {act.kind}", "a value")
    for name in required(act):
        if name not in asked.fields:
            yield Finding(name, members.SHAPES[name].expected, "nothing", f"{act.act} of a {act.kind} needs it.")


def required(act: Act) -> Iterator[str]:
    """The members that this act cannot be without."""
    if act.kind == "request" and act.act == "answer":
        yield from ("reply", "known_at", "known_at_precision")
        return
    yield from members.REQUIRED.get(act.act, ())
    if act.kind == "bulletin" and act.act == "publish":
        yield from ("date", "covers")
    elif act.act not in kinds.WITHOUT_KNOWN_AT:
        yield from ("known_at", "known_at_precision")
    if act.n == 1 and act.kind not in ("bulletin", "alert"):
        yield "section"
    if act.n == 1 and act.kind not in ("claim", "bulletin", "answer"):
        yield "by"
    if act.n == 1 and act.kind == "request":
        yield from ("findings", "article_date", "article_language")
    if act.n == 1 and act.kind == "claim":
        yield "nature"
    if act.kind in ("claim", "measure") and act.act in kinds.SETS_END | {"dispute", "refute", "doubt"}:
        yield from ("basis", "evidence")


def of_values(asked: Asked) -> Iterator[Finding]:
    """Members that must agree with each other."""
    act, nature = asked.act, asked.act.nature or (asked.document.nature if asked.document else None)
    if act.act == "confirm" and act.confirms and act.confirms != kinds.CONFIRMS.get(act.kind):
        yield Finding("confirms", f"{kinds.CONFIRMS.get(act.kind)} of a {act.kind}", act.confirms)
    if act.kind == "bulletin" and act.act == "publish" and act.known_at:
        yield Finding("known_at", "nothing on a bulletin: issued_at speaks", "an instant")
    if act.n != 1 and act.act != "correct":
        for name in ("section", "topic", "regions", "nature"):
            if name in asked.fields and not act.alert:
                yield Finding(name, "a value only in act 1 or a correct", "a value", "Correct the document instead.")
    if nature == "plan" and act.n == 1 and not (act.valid_until or act.due_at):
        yield Finding("due_at", "valid_until or due_at: a plan has a due end", "nothing")
    if nature == "event" and act.valid_until and act.act in kinds.SAYING:
        yield Finding("valid_until", "nothing: an event does not end", "an instant", "If it can end, it is a state.")


# ── 3. the chain ─────────────────────────────────────────────────────────────────────────────────────────────────────
def of_chain(asked: Asked) -> Iterator[Finding]:
    """It is the next act of its document and knows the latest."""
    act, document = asked.act, asked.document
    n, digest = (document.latest.n, document.latest.digest) if document else (0, None)
    if act.n != n + 1:
        yield Finding("n", str(n + 1), str(act.n), "Look at what was published meanwhile, and try again.")
    if act.previous != digest:
        yield Finding(
            "previous", str(digest), str(act.previous), "The document has changed: look again, and try again."
        )
    if document and (act.document, act.kind) != (document.id, document.kind):
        yield Finding("kind", f"{document.kind} {document.id}", f"{act.kind} {act.document}")


def of_standing(asked: Asked) -> Iterator[Finding]:
    """What the document's standing allows: no word after a withdrawal, no release without a hold."""
    act, document = asked.act, asked.document
    if document is None:
        return
    case = Case.of(document, asked.register, max(one.exists_from for one in document.acts))
    allowed = _AFTER_WITHDRAWAL | ({"answer"} if act.kind == "request" else set())  # who was asked may answer
    if withdrawn(case) and act.act not in allowed:
        yield Finding("act", "no new word on a withdrawn document", act.act, "Make a new document.")
    if act.act == "release" and not on_hold(case):
        yield Finding("act", "a hold to release", "none")


def of_publisher(asked: Asked) -> Iterator[Finding]:
    """Taking words back, or putting others in their place, is for who published them and for the platform's owners; so
    is entering what an outlet replied to them."""
    act, document = asked.act, asked.document
    if document is None or not (act.act in _TAKING_BACK or is_outlets(act)):
        return
    body = asked.register.bodies.get(act.body)
    if body is not None and body.participation == "owner":
        return
    meant = [one for one in document.acts if one.id in act.acts] or [document.first]
    others = sorted({one.body for one in meant} - {act.body})
    if others:
        otherwise = "" if is_outlets(act) else ", or dispute it under your own name: both are shown"
        remedy = f"Ask them{otherwise}."
        yield Finding("body", f"{', '.join(others)}, which published it, or an owner of the platform", act.body, remedy)


# ── 4. times ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def of_times(asked: Asked) -> Iterator[Finding]:
    """Nothing is known before it is, nothing ends before it begins."""
    act = asked.act
    if act.known_at and asked.at and act.known_at > asked.at:
        yield Finding("known_at", f"at most {canon.instant_text(asked.at)}, the instant of issue", str(act.known_at))
    if act.known_at and act.as_of and act.as_of > act.known_at + _SLACK.get(act.known_at_precision or "", timedelta(0)):
        yield Finding("as_of", f"at most known_at, {canon.instant_text(act.known_at)}", str(act.as_of))
    spoken = act.as_of or act.known_at
    for name, later in (("valid_until", act.valid_until), ("due_at", act.due_at)):
        if later and spoken and later <= spoken:
            yield Finding(name, f"an instant after {canon.instant_text(spoken)}", str(later))
    if act.starts_at and act.ends_at and act.ends_at <= act.starts_at:
        yield Finding("ends_at", f"an instant after {act.starts_at}", str(act.ends_at))
    if act.covers and act.covers.end <= act.covers.start:
        yield Finding("covers", "from before to", f"{act.covers.start} to {act.covers.end}")
    if asked.document and asked.at and asked.at < asked.document.latest.issued_at:
        yield Finding("issued_at", f"not before {asked.document.latest.issued_at}", str(asked.at))


# ── 5. who ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def of_people(asked: Asked) -> Iterator[Finding]:
    """Everyone named is in the register, and it is clear for whom a person speaks."""
    act, register = asked.act, asked.register
    for name, one in (("body", act.body), ("speaking_for", act.speaking_for)):
        if one and one not in register.bodies:
            yield Finding(name, "a body of the register", one, "Enter it in the register first.")
    if act.by and act.by not in register.bodies and act.by not in register.people:
        yield Finding("by", "a person or body of the register", act.by, "Enter them in the register first.")
    person = register.people.get(act.by or "")
    if person and not act.speaking_for:
        held = [office.body for office in person.offices_at(act.spoken_at)]
        if len(set(held)) != 1:
            yield Finding("speaking_for", "the body that the person speaks for", f"offices in {held or 'no body'} then")
    if act.speaking_for and not act.by:
        yield Finding("by", "the person or body that speaks", "nothing")
    if act.act == "refute" and not voice(act, register).counts:
        yield Finding("by", "a named body: nobody else can refute", str(act.by))


# ── 6. where, and on what ────────────────────────────────────────────────────────────────────────────────────────────
def of_register(asked: Asked) -> Iterator[Finding]:
    """Regions and sections are the register's own."""
    act, register = asked.act, asked.register
    known = {*register.regions, register.instance.region}
    for region in act.regions:
        if register.regions and region not in known:
            yield Finding("regions", "region codes of the register", region)
    for section in [act.section, *(item.section for item in act.items)]:
        if section and register.sections and section not in register.sections:
            yield Finding("section", "one of " + ", ".join(register.sections), section)


# ── 7. what it refers to ─────────────────────────────────────────────────────────────────────────────────────────────
def of_acts(asked: Asked) -> Iterator[Finding]:
    """The acts it names are earlier acts of its document, of the sort that it can be about."""
    act = asked.act
    there = {one.id: one for one in asked.document.acts} if asked.document else {}
    for act_id in act.acts:
        if act_id not in there:
            yield Finding("acts", f"earlier acts of {act.document}", act_id)
        elif act.act == "release" and there[act_id].act != "hold":
            yield Finding("acts", "holds", f"{act_id}, {there[act_id].act}")
        elif act.act == "withdraw" and (act_id.endswith("/1") or there[act_id].act in kinds.WITHOUT_KNOWN_AT):
            yield Finding("acts", "acts by which someone added a word", act_id, "To withdraw all, name no acts.")
        elif act.act == "remove" and there[act_id].words is None:
            yield Finding("acts", "acts that have words", act_id)


def of_extracts(asked: Asked) -> Iterator[Finding]:
    """The words it concerns stand where it says, in an earlier act of its document."""
    act = asked.act
    for one in act.extracts:
        about = next((other for other in asked.document.acts if other.id == one.act), None) if asked.document else None
        if about is None or about.words is None or one.language not in about.versions:
            yield Finding("extracts", f"earlier acts of {act.document} with a text", f"{one.act} in {one.language}")
        elif asked.ledger is not None:
            yield from _of_words_there(one, asked.ledger.words(about))


def _of_words_there(one: Extract, words: Words | None) -> Iterator[Finding]:
    where = f"{one.act} in {one.language}, paragraph {one.paragraph}, {one.start} to {one.end}"
    text = words.text.get(one.language) if words else None
    if text is None or words is None:
        yield Finding("extracts", "words that stand in the record", where)
    elif not extract.holds(one, text, words.salt):
        got = one.of(text)
        yield Finding("extracts", f"the words that the digest names at {where}", "nothing" if got is None else got)


def of_documents(asked: Asked) -> Iterator[Finding]:
    """The documents and acts it points to are in the record."""
    act, ledger = asked.act, asked.ledger
    if act.successor == act.document:
        yield Finding("successor", "another document", act.document)
    if ledger is None:
        return
    if act.successor and act.successor not in ledger.documents:
        yield Finding("successor", "a document of the record", act.successor, "Publish the successor first.")
    if act.quotes and (act.quotes not in ledger.documents or ledger.documents[act.quotes].kind != "statement"):
        yield Finding("quotes", "a statement of the record", act.quotes, "Publish the statement first.")
    if act.reviews and (act.reviews not in ledger.documents or ledger.documents[act.reviews].kind != "claim"):
        yield Finding("reviews", "a claim of the record", act.reviews, "Publish the claim first.")
    if act.n == 1 and act.document in ledger.documents:
        yield Finding("document", "an id that no document has", act.document)
    for act_id in (one for item in act.items for one in item.acts):
        if ledger.act(act_id) is None:
            yield Finding("items", "acts of the record", act_id)


# ── 8. words ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def of_blob(asked: Asked) -> Iterator[Finding]:
    """The blob is the one that the act names, and says what such an act must say."""
    act, words = asked.act, asked.words
    if words is None:
        if act.words is not None:
            yield Finding("words", "the words that the digest names", "nothing")
        words = {}
    elif "salt" in words and act.words != canon.digest(canon.canonical(dict(words))):
        yield Finding("words", "the digest of the words given", str(act.words))
    languages = {*asked.register.instance.languages, act.original_language} - {None}
    yield from of_words(act, words, sorted(map(str, languages)) if asked.register.instance.languages else ())
    if act.figure and "unit" not in words:
        yield Finding("words.unit", "the unit of the figure", "nothing")


def of_versions(asked: Asked) -> Iterator[Finding]:
    """Each text says what kind of version it is; the original is in the original language; a summary quotes nobody."""
    act = asked.act
    texts = (asked.words or {}).get("text", {})
    if isinstance(texts, Mapping) and set(texts) != set(act.versions):
        yield Finding("versions", f"a mark for each language of the text: {sorted(texts)}", str(sorted(act.versions)))
    if act.versions and not act.original_language:
        yield Finding("original_language", "the language in which it was said", "nothing")
    for language, version in act.versions.items():
        if version == "original" and act.original_language not in (None, language):
            yield Finding("versions", f"an original in {act.original_language} alone", language)
        if version in kinds.QUOTABLE_VERSIONS and act.form == "summary":
            yield Finding("form", f"quotation, where a version is {version}", "summary")


# ── 9. a warning, a request ──────────────────────────────────────────────────────────────────────────────────────────
def of_alert(asked: Asked) -> Iterator[Finding]:
    """A warning's act, sent or not: `alert_schema`."""
    if asked.act.kind == "alert":
        words = asked.words or {}
        yield from alert_schema.of_alert(asked.act, asked.fields, words, asked.register, asked.document, asked.at)


def of_request(asked: Asked) -> Iterator[Finding]:
    """A request for correction: `request_schema`."""
    if asked.act.kind == "request":
        yield from request_schema.of_request(asked.act, asked.words or {}, asked.ledger)


_RULES: tuple[Callable[[Asked], Iterator[Finding]], ...] = (
    of_kind,
    of_members,
    of_values,
    of_chain,
    of_standing,
    of_publisher,
    of_times,
    of_people,
    of_register,
    of_acts,
    of_extracts,
    of_documents,
    of_blob,
    of_versions,
    of_alert,
    of_request,
)
