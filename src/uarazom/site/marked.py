"""A text of the record in pieces: places that can be linked, and the words that a clarification or correction is about.

    laid = laid_out(passage, act, facts)
    laid[1].place                     'p2'
    laid[1].pieces                    (Piece('Нам кажуть, що …', place='p2c0', about=(4,)), Piece(' ', …), …)
    laid[1].ends                      (4,): the acts whose words end in this paragraph, to be shown after it

Rules
1. A place is a paragraph's number and the code points before it there, so it leads to the same words for ever:
   `#p2c43` in a statement's own text, `#a3p2` in another act's (docs/urls.md).
2. Places are where sentences begin (`acts.sentences`) and where words begin that an act names (`verify.extract`).
3. Words are marked for the clarifications and corrections that stand; what a comment or a withdrawn act named is a
   place all the same, and not marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from uarazom.acts.sentences import sentences
from uarazom.site import paths
from uarazom.site.passage import passage_of
from uarazom.verify.extract import stretches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from uarazom.acts.model import Act
    from uarazom.site.facts import Facts
    from uarazom.site.language import Language
    from uarazom.site.passage import Passage
    from uarazom.verify.extract import Stretch

EXPLAINING = ("clarify", "correct")  # what is shown at the words themselves; other acts lead there
SHOWN_CHARACTERS = 120  # of the words, where they are repeated as a link
FIRST_WORDS = 5  # of a sentence in the list of links
Noted = tuple[tuple[int, "Stretch"], ...]  # number of the act, and its words


class Named(NamedTuple):
    """Words that an act names: where they stand on the document's page, how they begin, their language if another."""

    place: str
    words: str
    lang: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together. `place`: where a link leads; `about`: the acts that name them."""

    text: str
    place: str = ""
    about: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `ends`: the acts whose last words lie in it."""

    place: str
    pieces: tuple[Piece, ...]
    ends: tuple[int, ...] = ()


def laid_out(passage: Passage, act: Act, facts: Facts, *, places: bool = True) -> tuple[Paragraph, ...]:
    """The paragraphs of a passage of this act with every mark, and every place where they are to be linked here."""
    noted, every = noted_in(act, facts, passage.lang), named_in(act, facts, passage.lang)
    last = {n: max(one for other, one in noted if other == n).paragraph for n, _ in noted}
    kind = (act.kind, act.n) if places else None
    return tuple(
        Paragraph(
            paths.fragment(*kind, k) if kind else "",
            tuple(_pieces(text, kind, k, [one for one in noted if one[1].paragraph == k], every)),
            tuple(n for n in last if last[n] == k),
        )
        for k, text in enumerate(passage.paragraphs, start=1)
    )


def noted_in(act: Act, facts: Facts, language: str) -> Noted:
    """The clarifications and corrections of words of this act that stand, in one of its language versions."""
    explaining = {one.n for one in facts.document.acts if one.act in EXPLAINING} - set(facts.withdrawn)
    return tuple(one for one in named_in(act, facts, language) if one[0] in explaining)


def named_in(act: Act, facts: Facts, language: str) -> Noted:
    """What any act ever named in this one: such a place can be linked for good."""
    naming = [one for one in facts.document.acts if one.extracts]
    return tuple((one.n, place) for one in naming for place in named(one, act, facts, language))


def named(act: Act, about: Act, facts: Facts, language: str) -> tuple[Stretch, ...]:
    """Where the words stand that `act` names of `about`, in a language version; empty: nowhere in particular."""
    extracts = [one for one in act.extracts if one.act == about.id]
    words = facts.ledger.words(about) if extracts else None
    if words is None:
        return ()
    return stretches(extracts, words.text, words.salt, language, original=about.original_language or "")


def concerned(act: Act, facts: Facts, language: Language) -> Iterator[Named]:
    """The words that an act names, as the page has them."""
    for about in facts.document.acts if act.extracts else ():
        words = facts.ledger.words(about) if any(one.act == about.id for one in act.extracts) else None
        passage = passage_of(about, words.text, language) if words else None
        for one in named(act, about, facts, passage.lang) if passage else ():
            text = passage.paragraphs[one.paragraph - 1][one.start : one.end] if passage else ""
            place = paths.fragment(about.kind, about.n, one.paragraph, one.start)
            yield Named(place, shortened(text), passage.lang if passage and passage.foreign else "")


def shortened(words: str) -> str:
    """As much as a link needs."""
    if len(words) <= SHOWN_CHARACTERS:
        return words
    return words[:SHOWN_CHARACTERS].rsplit(" ", 1)[0] + " …"


def listed(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, str, str]]:
    """The place of each sentence, its number (paragraph, sentence) and first words."""
    for k, paragraph in enumerate(paragraphs, start=1):
        text = "".join(piece.text for piece in paragraph.pieces)
        for number, (start, end) in enumerate(sentences(text), start=1):
            yield f"{paragraph.place}c{start}", f"{k}.{number}", _first_words(text[start:end])


def _first_words(text: str) -> str:
    words = text.split()
    return " ".join(words[:FIRST_WORDS]) + (" …" if len(words) > FIRST_WORDS else "")


def _pieces(
    text: str, kind: tuple[str, int] | None, k: int, noted: Sequence[tuple[int, Stretch]], every: Noted
) -> Iterator[Piece]:
    """Cut where a sentence begins or ends and where named words do."""
    own = sentences(text) if kind and paths.is_statements_own(*kind) else ()  # nobody quotes a sentence of a note
    begins = {start for start, _ in own} | {one.start for _, one in every if one.paragraph == k}
    ends = {end for _, end in own} | {one.end for _, one in noted}
    for start, end in pairwise(sorted({0, len(text)} | begins | ends)):
        about = tuple(n for n, one in noted if one.start <= start and end <= one.end)
        yield Piece(text[start:end], paths.fragment(*kind, k, start) if kind and start in begins else "", about)
