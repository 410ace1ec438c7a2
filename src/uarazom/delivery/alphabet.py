"""The two alphabets of text messages and cell broadcast: GSM 7 bit with its extension table, and UCS-2.

    alphabet_of("Go to a shelter [now]")    # GSM7; "Тривога" is UCS2
    GSM7.size("[now]")                      # 7: each bracket takes two septets
    GSM7.pages("…", 153)                    # texts of at most 153 septets each, no character in two of them

Rules
1. A character of the basic table takes one septet, of the extension table two: escape, then the character. Everything
   else needs UCS-2 for the whole text.
2. UCS-2 is counted in units of 16 bits; a character outside the basic plane takes two.
3. A character is never divided between two pages, nor its escape from it (3GPP TS 23.040, 9.2.3.24.1).

Source: 3GPP TS 23.038, 6.2.1 (default alphabet, by code; 27 escapes), 6.2.1.1 (extension table), 6.2.3 (UCS2). Both
tables are those of the package gsm0338, character by character. National tables (6.2.1.2, Annex A) are not used: no
phone is sure to have them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"


@dataclass(frozen=True, slots=True)
class Alphabet:
    """How much room a character takes: `extended` ones two units, the others one."""

    name: str
    units: Mapping[str, int] | None

    def size(self, text: str) -> int:
        """The units of a text: septets, or 16 bits."""
        return sum(map(self.width, text))

    def width(self, character: str) -> int:
        """The units of one character."""
        if self.units is not None:
            return self.units[character]
        return 2 if ord(character) > 0xFFFF else 1

    def pages(self, text: str, most: int) -> tuple[str, ...]:
        """The text in pages of at most so many units, each as full as whole characters allow."""
        return tuple(self._pages(text, most))

    def _pages(self, text: str, most: int) -> Iterator[str]:
        page, used = "", 0
        for character in text:
            width = self.width(character)
            if used + width > most:
                yield page
                page, used = "", 0
            page, used = page + character, used + width
        if page:
            yield page


GSM7 = Alphabet("GSM-7", {**dict.fromkeys(_BASIC, 1), **dict.fromkeys(_EXTENSION, 2)})
UCS2 = Alphabet("UCS-2", None)


def alphabet_of(text: str) -> Alphabet:
    """The narrowest alphabet that holds every character."""
    assert GSM7.units is not None  # noqa: S101 - the table above
    return GSM7 if all(character in GSM7.units for character in text) else UCS2
