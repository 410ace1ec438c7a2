"""The card of one quotation: verdict, difference beside the original in its context, who, when, how it was meant."""

from types import SimpleNamespace
from typing import Any

from uarazom.acts.model import Act
from uarazom.acts.sentences import sentences
from uarazom.door.check.world import World
from uarazom.quotes.beside import CONTEXT_MAX, around, nth, paragraph
from uarazom.quotes.marked import Piece, marked
from uarazom.quotes.normalise import clean
from uarazom.quotes.report import Quotation
from uarazom.site import paths
from uarazom.site.language import Language
from uarazom.site.marked import concerned
from uarazom.site.who import pick
from uarazom.verify.extract import PARAGRAPHS, paragraphs

SHAPES = {
    **dict.fromkeys(("exact", "typographic", "translated"), "same"),
    **dict.fromkeys(("altered", "truncated", "ellipsis", "spliced"), "differs"),
    **dict.fromkeys(("without_clarification", "other_speaker", "other_date"), "beware"),
    **dict.fromkeys(("no_record", "not_checked", "too_short", "stock_phrase"), "unknown"),
}
CHANGES = {"changed": "changed", "inflected": "changed", "added": "added", "dropped": "dropped", "cut": "cut"}


class Cards:
    """The cards of one comparison in one language."""

    def __init__(self, world: World, language: Language) -> None:
        self._world, self._language = world, language
        self._say = language.catalogue.plain
        self._ledger = world.record.ledger

    def card(self, n: int, one: Quotation) -> SimpleNamespace:
        """What the template shows of a quotation; `record` is None where none of ours was near enough."""
        verdict = one.verdict or ""
        number = self._language.catalogue.number(n)
        document = self.document(one.statement) if one.statement else None
        act = self._ledger.act(one.act) if one.act else None
        return SimpleNamespace(
            n=n,
            number=number,
            title=self._say("check.quotation", n=number),
            word=self._language.word("verdict", verdict),
            means=self._language.word("verdict_means", verdict),
            shape=SHAPES.get(verdict, "unknown"),
            said=_passage(marked(one.text, [change["quoted"] for change in one.diff])),
            speaker=self._speaker_said(one),
            changes=[self._change(change) for change in one.diff],
            clarified=self._clarification(one),
            **(self._beside(one, act, document) if act and document else {"record": None}),
        )

    def document(self, id: str) -> dict[str, str] | None:
        """A document of the record: its title with who says it, its status, where it stands."""
        item = self._world.context.item(id, self._language.code)
        if item is None:
            return None
        return {"href": f"../{item.href}", "document": item.headline, "status": item.word, "code": item.status}

    def speaker(self, id: str) -> str:
        """A person of the register by name; a name as it is written."""
        person = self._world.context.register.people.get(id)
        return self._language.names.text(person.name, id) if person else id

    def _speaker_said(self, one: Quotation) -> str:
        return (
            self._say("check.said_in_text", who=self.speaker(one.speaker))
            if one.speaker
            else self._say("check.unclear")
        )

    def _beside(self, one: Quotation, act: Act, document: dict[str, str]) -> dict[str, Any]:
        """Our record's side: the paragraph of the statement, its sentence's words that differ marked."""
        text = self._text(act, one.edition or "")
        sentence = one.sentence or ""
        k = paragraph(text, sentence)
        code, mark = one.edition or "", self._language.word("version", act.versions.get(one.edition or ""))
        context = around(nth(text, k), sentence)
        pieces = marked(context, [change["said"] for change in one.diff])
        return {
            "record": _passage(pieces, code, mark),
            "original": self._original(act, one, k),
            "who": self._language.names.voice(act).full,
            "as_of": self._say("when.as_of", when=self._language.dates.plain(act.spoken_at, act.known_at_precision)),
            **document,
            "href": f"{document['href']}#{self._place(act, one, k)}",
        }

    def _place(self, act: Act, one: Quotation, k: int) -> str:
        """Where the sentence stands on the statement's page; of another act's text, or of a language version that the
        page does not show, its paragraph."""
        words = self._ledger.words(act) if paths.is_statements_own(act.kind, act.n) else None
        shown = pick(words.text, self._language.code, self._language.others) if words else None
        raw = shown[0] if shown and shown[1] == one.edition else ""
        at = clean(raw).text.find(one.sentence or "") if raw else -1
        if at < 0:
            return paths.fragment(act.kind, act.n, k)
        before = raw[: clean(raw).origin(at)]
        start = len(before) - before.rfind(PARAGRAPHS) - len(PARAGRAPHS) if PARAGRAPHS in before else len(before)
        starts = [a for a, _ in sentences(paragraphs(raw)[k - 1]) if a <= start]
        return paths.fragment(act.kind, act.n, k, max(starts, default=None))

    def _original(self, act: Act, one: Quotation, k: int) -> SimpleNamespace | None:
        """The same paragraph in the statement's own language, where a translation was compared."""
        own = act.original_language or ""
        if one.original is None or own == one.edition:
            return None
        text = nth(self._text(act, own), k)
        return _passage([Piece("plain", text[:CONTEXT_MAX])], own, self._language.word("version", "original"))

    def _clarification(self, one: Quotation) -> SimpleNamespace | None:
        """How it was meant, in the page's language where the record has it in that."""
        act = self._ledger.act(one.clarification["act"]) if one.clarification else None
        words = self._ledger.words(act) if act else None
        found = pick(words.text, self._language.code, self._language.others) if words else None
        if act is None or found is None:
            return None
        passage = _passage([Piece("plain", found[0][:CONTEXT_MAX])], found[1])
        passage.who = self._language.names.voice(act).full
        passage.at = self._language.dates.plain(act.spoken_at, act.known_at_precision)
        kind = self._ledger.documents[act.document].kind
        page = f"../{paths.document(kind, act.document)}"
        passage.href = f"{page}#a{act.n}"
        facts = self._world.context.facts(act.document)
        passage.named = [(f"{page}#{n.place}", n.words) for n in concerned(act, facts, self._language)] if facts else []
        return passage

    def _change(self, change: dict[str, Any]) -> str:
        """One difference in words, and whether it may change what was said."""
        said, quoted = change["said"].strip(), change["quoted"].strip()
        words = self._say(f"check.{CHANGES.get(change['kind'], 'changed')}", said=said, quoted=quoted)
        if not change["material"]:
            return words
        reasons = [self._language.word("changed_what", reason) for reason in change["reasons"]]
        joined = self._language.catalogue.list_of(reasons)
        why = self._say("check.matters", reasons=joined) if reasons else self._say("check.matters_plain")
        return f"{words} ({why})"

    def _text(self, act: Act, code: str) -> str:
        words = self._ledger.words(act)
        return clean(words.text.get(code, "")).text if words else ""


def _passage(pieces: list[Piece], lang: str = "", mark: str = "") -> SimpleNamespace:
    return SimpleNamespace(pieces=pieces, lang=lang, mark=mark)
