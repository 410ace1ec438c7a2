"""The acts and bulletins of a corpus as drafts; the rules are listed in `corpus`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from uarazom.acts import kinds, members, schema, wording
from uarazom.editorial import bulletin, intake
from uarazom.editorial.corpus_register import REGIONS_MAX, Who, region
from uarazom.editorial.draft import Draft
from uarazom.editorial.node import Errors, Node
from uarazom.verify import canon, entry

_DOCUMENT_MAY = {"regions", "topic", "nature", "question", "due_at", "starts_at", "ends_at"}
_ACT_MUST = {"document", "act", "known_at", "known_at_precision"}
_TIMES = ("known_at", "as_of", "valid_until", "due_at", "starts_at", "ends_at")
_CODES = (
    *("by", "speaking_for", "basis", "evidence", "tone", "known_at_precision", "original_language", "versions"),
    *("quotes", "reviews", "successor", "ground", "category", "acts", "extracts", "media"),
)
_NOTED = ("note", "competent_because", "reason", "place", "occasion")  # one text, in the language of the notes
_WORDED = ("text", "confirms", "question", "conclusion")  # texts by language
_ACT_MAY = {*_TIMES, *_CODES, *_NOTED, *_WORDED, "verbatim", "figure", "source", "body"}
_QUALIFIERS = {name.replace("_", " "): name for name in kinds.QUALIFIERS}
DOCUMENTS_MAX, ITEMS_MAX = 20_000, 500


@dataclass(frozen=True)
class Told:
    """An act or a bulletin as the file tells it, not yet in its place: which documents it names."""

    at: datetime
    document: str
    what: Any
    names: frozenset[str]
    where: str


class Telling:
    """Reads acts and bulletins, with the documents and the instance at hand."""

    def __init__(self, top: Node, who: Who, publisher: str) -> None:
        self._who, self._publisher = who, publisher
        self._documents = {one.get("id").id(): one for one in top.get("documents").items(DOCUMENTS_MAX)}
        self._phrases = top.get("phrases") if top.has("phrases") else None
        self._title = top.get("bulletin_title").texts(wording.LINE_MAX) if top.has("bulletin_title") else {}

    # ── acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def act(self, node: Node, errors: Errors) -> Told:
        """One act; its place among the others decides what goes with it."""
        node.only(_ACT_MUST, _ACT_MAY)
        document = node.get("document").one_of(tuple(self._documents))
        kind = self._documents[document].get("kind").one_of(entry.KINDS)
        fields, words = self._fields(node, errors), self._words(node, errors)
        act = node.get("act").one_of(entry.ACTS)
        if act == "refute":
            fields["competence"] = "affirmed"
        body = node.get("body").id() if node.has("body") else self._publisher
        draft = Draft(document, kind, act, body, fields, words)
        names = frozenset(str(fields[name]) for name in ("quotes", "reviews", "successor") if name in fields)
        return Told(node.get("known_at").instant(self._who.zone), document, draft, names, node.where)

    def draft(self, told: Told, *, opens: bool) -> Draft:
        """The draft in its place: the first act of a document carries its title and facts."""
        draft: Draft = told.what
        if not opens:
            return draft
        fields, words = self._facts(self._documents[draft.document])
        if draft.act == "answer" and "question" not in draft.words:
            words["question"] = words["title"]
        return Draft(
            *(draft.document, draft.kind, draft.act, draft.body),
            fields={**fields, **draft.fields},
            words={**words, **draft.words},
        )

    def _facts(self, node: Node) -> tuple[dict[str, Any], dict[str, Any]]:
        node.only({"id", "kind", "section", "title"}, _DOCUMENT_MAY)
        fields: dict[str, Any] = {"section": node.get("section").id()}
        if node.has("regions"):
            codes = node.get("regions").items(REGIONS_MAX)
            fields["regions"] = sorted({region(one) for one in codes})
        if node.has("topic"):
            fields["topic"] = node.get("topic").id()
        if node.has("nature"):
            fields["nature"] = node.get("nature").one_of(kinds.NATURES)
        return fields, {"title": node.get("title").texts(wording.LINE_MAX)}

    def _fields(self, node: Node, errors: Errors) -> dict[str, Any]:
        given = node.members()
        fields = errors.each(self._time, {name: given[name] for name in _TIMES if node.has(name)})
        fields |= errors.each(intake.read_member, {name: given[name] for name in _CODES if node.has(name)})
        if node.has("verbatim"):
            fields["form"] = "quotation" if node.get("verbatim").truth() else "summary"
        if node.has("figure"):
            fields["figure"] = self._figure(node.get("figure"))
        return fields

    def _time(self, node: Node) -> str:
        return canon.instant_text(node.instant(self._who.zone))

    def _figure(self, node: Node) -> dict[str, Any]:
        node.only({"metric", "value", "unit"}, {"scale"})
        found = {name: one.value for name, one in node.members().items() if name != "unit"}
        _, qualifier = _unit(node.get("unit").text(wording.LINE_MAX))
        figure = {**found, "qualifier": qualifier} if qualifier else found
        if not schema.fits(members.SHAPES["figure"], figure):
            raise node.bad(members.SHAPES["figure"].expected, repr(figure))
        return figure

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _words(self, node: Node, errors: Errors) -> dict[str, Any]:
        given = node.members()
        words = errors.each(intake.read_words_member, {name: given[name] for name in _WORDED if node.has(name)})
        words |= errors.each(self._noted, {name: given[name] for name in _NOTED if node.has(name)})
        if node.has("figure"):
            unit, _ = _unit(node.get("figure").get("unit").text(wording.LINE_MAX))
            words["unit"] = self._in_languages(unit)
        if node.has("source"):
            words["source"] = _source(node.get("source"))
        return words

    def _noted(self, node: Node) -> dict[str, str]:
        if isinstance(node.value, dict):
            return node.texts(wording.TEXT_MAX)
        text = node.text(wording.TEXT_MAX)
        parts = [part.strip() for part in text.split(" / ")]
        if node.path[-1] == "place" and len(parts) == len(self._who.languages) > 1:
            return dict(zip(self._who.languages, parts, strict=True))
        return self._in_languages(text)

    def _in_languages(self, text: str) -> dict[str, str]:
        said = {self._who.notes_language: text}
        if self._phrases is None or not self._phrases.has(text):
            return said
        return {**said, **self._phrases.get(text).texts(wording.LINE_MAX)}

    # ── bulletins ────────────────────────────────────────────────────────────────────────────────────────────────────
    def listing(self, node: Node, _errors: Errors) -> Told:
        """One bulletin: the documents that it lists, section by section."""
        node.only({"date", "issued_at", "covers", "items", "next_issue_at"}, {"intro", "title"})
        covers = node.get("covers").only({"from", "to"}, set())
        day = node.get("date").fitting(canon.is_day, "a day, YYYY-MM-DD")
        title = node.get("title").texts(wording.LINE_MAX) if node.has("title") else self._title
        listing = bulletin.Listing(
            body=self._publisher,
            day=day,
            start=covers.get("from").instant(self._who.zone),
            end=covers.get("to").instant(self._who.zone),
            next_issue_at=node.get("next_issue_at").instant(self._who.zone),
            documents={section: self._listed(one) for section, one in node.get("items").members().items()},
            title=bulletin.title(day, self._who.languages, title),
            intro=node.get("intro").texts(wording.TEXT_MAX) if node.has("intro") else {},
        )
        at = node.get("issued_at").instant(self._who.zone)
        return Told(at, bulletin.document_id(day), listing, frozenset(), node.where)

    def _listed(self, node: Node) -> tuple[str, ...]:
        return tuple(one.one_of(tuple(self._documents)) for one in node.items(ITEMS_MAX, least=0))


def _unit(text: str) -> tuple[str, str | None]:
    """ "persons, lower bound": the unit and the qualifier; a text without one is the unit alone."""
    unit, comma, qualifier = text.rpartition(", ")
    return (unit, _QUALIFIERS[qualifier]) if comma and qualifier in _QUALIFIERS else (text, None)


def _source(node: Node) -> Mapping[str, str]:
    node.only({"publisher"}, {"url", "published_at", "digest", "excerpt_only"})
    found = {name: one.text(wording.URL_MAX) for name, one in node.members().items() if name != "excerpt_only"}
    if "published_at" in found:
        found["published_at"] = canon.instant_text(node.get("published_at").instant())
    return {**found, "excerpt": "yes"} if node.has("excerpt_only") and node.get("excerpt_only").truth() else found
