"""A text of the record as a page shows it: which language it is in, whose translation, whether it is a quotation.

    passage = passage_of(act, words.text, language)
    passage.paragraphs       ('Нам кажуть, що 16 лютого стане днем нападу.', …)
    passage.quoted           True: quotation marks belong to it (a quotation, in an original or official version)
    passage.mark             'переклад преси'; passage.foreign: the language it is shown in when it is not the page's

Rules (DESIGN §4, §5)
1. Quotation marks belong to `form: quotation` in an `original` or `official` version, and to nothing else.
2. A missing translation never holds a text back: it is shown in another language, and the page says so.
3. The original, where the record has it in a language that the site does not speak, is shown beside the translation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from uarazom.acts.kinds import QUOTABLE_VERSIONS
from uarazom.site.who import pick

if TYPE_CHECKING:
    from uarazom.acts.model import Act, Texts
    from uarazom.site.language import Language

LEAD_CHARACTERS = 200  # of a refutation in a list: about two lines
_SENTENCE = re.compile(r"(?<=[.!?…])\s")


@dataclass(frozen=True, slots=True)
class Passage:
    """One text in one language. `foreign` is empty when it is in the page's own."""

    paragraphs: tuple[str, ...]
    lang: str
    mark: str
    quoted: bool
    foreign: str
    original: Passage | None = None

    @property
    def lead(self) -> str:
        """The first paragraph, or its first sentence when that is too long for a list."""
        first = self.paragraphs[0]
        return first if len(first) <= LEAD_CHARACTERS else _SENTENCE.split(first, maxsplit=1)[0]


def passage_of(act: Act, texts: Texts, language: Language) -> Passage | None:
    """The text of an act in the page's language, else in another; None when there is none at all."""
    found = pick(texts, language.code, language.others)
    if found is None:
        return None
    text, code = found
    return _passage(act, text, code, language, _original(act, texts, code, language))


def _original(act: Act, texts: Texts, shown: str, language: Language) -> Passage | None:
    """The original in a language that has no pages of its own here."""
    for code, version in act.versions.items():
        if version == "original" and code in texts and code not in {shown, language.code, *language.others}:
            return _passage(act, texts[code], code, language, None)
    return None


def _passage(act: Act, text: str, code: str, language: Language, original: Passage | None) -> Passage:
    mark = act.versions.get(code, "")
    quoted = act.form == "quotation" and mark in QUOTABLE_VERSIONS
    foreign = "" if code == language.code else language.catalogue.language_name(code)
    # Every text of a warning is the publisher's own, whatever the language: none is a translation of another.
    word = "" if act.alert else language.word("version", mark or None)
    return Passage(tuple(part for part in text.split("\n\n") if part), code, word, quoted, foreign, original)
