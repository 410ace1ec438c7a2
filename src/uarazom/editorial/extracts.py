"""The words that an act concerns, as a person names them: by the words themselves, or by picking a sentence.

    extracts: [{language: uk, words: "Нам кажуть, що 16 лютого стане днем нападу."}]

Rules
1. Whoever writes a draft gives the exact words and their language; of which act, if not of the first. Where they
   stand, and the digest, is found when the draft is composed behind the record. A whole extract, as the desk's form
   makes it, stays as it is; the strict check compares it with the record.
2. Words that stand nowhere, or in two places, are refused: a draft says more of them, or the place.
3. What is offered to be picked is the sentences of every text so far, in order (`acts.sentences`).

Specification: docs/formats/entry.md, the extract; docs/submit.md.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Act, Document
from uarazom.acts.sentences import sentences
from uarazom.editorial.refusal import BadDraft
from uarazom.verify import extract
from uarazom.verify.extract import Extract

OFFERED_MAX = 2_000  # sentences of one document in a form: three times the longest address, in two languages
TEXTUAL = frozenset({"act", "language", "words"})


def resolved(given: Any, document: Document | None, ledger: Ledger) -> Any:
    """The extracts of a draft with their places; what has another shape is left for the strict check to refuse."""
    if not isinstance(given, list | tuple):
        return given
    return [_found(one, document, ledger) if _by_words(one) else one for one in given]


def offered(document: Document | None, ledger: Ledger) -> Iterator[tuple[Act, Extract, str]]:
    """Every sentence that an act on this document may be about: whose, its extract, its words."""
    found = (one for act in (document.acts if document else ()) for one in _sentences(act, ledger))
    for _, one in zip(range(OFFERED_MAX), found, strict=False):
        yield one


def words_of(given: Any, ledger: Ledger) -> str:
    """The words that one extract of a draft names; empty where they do not stand there."""
    if _by_words(given):
        return str(given["words"])
    one = extract.read(given)
    about = ledger.act(one.act) if one else None
    said = ledger.words(about) if about else None
    return (one.of(said.text.get(one.language, "")) or "") if one and said else ""


def as_member(one: Extract) -> dict[str, Any]:
    """An extract as the act carries it."""
    return {name: getattr(one, name) for name in one.__slots__}


def _by_words(one: Any) -> bool:
    return isinstance(one, Mapping) and "words" in one and one.keys() <= TEXTUAL


def _found(one: Mapping[str, Any], document: Document | None, ledger: Ledger) -> dict[str, Any]:
    """Rule 2."""
    wanted, language = str(one["words"]), str(one.get("language", ""))
    acts = document.acts if document else ()
    about = next((act for act in acts if act.id == one.get("act", acts[0].id)), None)
    said = ledger.words(about) if about else None
    text = said.text.get(language, "") if said else ""
    places = [(k, at) for k, part in enumerate(extract.paragraphs(text), start=1) for at in _places(wanted, part)]
    if about is None or said is None or len(places) != 1:
        raise BadDraft(
            "draft.extract",
            expected=f"words that stand once in a paragraph of the text in {language or 'its language'}",
            got=f"{len(places)} times: {wanted[:80]}",
            where="extracts",
            remedy="copy them exactly as they stand; where they stand twice, copy more of the sentence",
        )
    k, start = places[0]
    digest = extract.digest(wanted, said.salt)
    return as_member(Extract(about.id, language, k, start, start + len(wanted), digest))


def _places(wanted: str, part: str) -> Iterator[int]:
    at = part.find(wanted) if wanted.strip() else -1
    while at >= 0:
        yield at
        at = part.find(wanted, at + 1)


def _sentences(act: Act, ledger: Ledger) -> Iterator[tuple[Act, Extract, str]]:
    said = ledger.words(act) if act.versions else None
    for language in sorted(act.versions, key=lambda one: one != act.original_language) if said else ():
        parts = extract.paragraphs(said.text.get(language, "")) if said else ()
        for k, part in enumerate(parts, start=1):
            for start, end in sentences(part):
                digest = extract.digest(part[start:end], said.salt if said else "")
                yield act, Extract(act.id, language, k, start, end, digest), part[start:end]
