"""The regions of an instance by code: what lies in what, and what they are called.

Codes say what lies in what (docs/formats/canonical.md): `AA` is a whole country, `AA-01` a part of it,
`AA-01:0203` a part of that by the national codifier. A code covers itself and everything under it, so what concerns a
whole country concerns each of its parts, and what concerns a part concerns the whole it lies in.

    regions = RegionSet.of(register)
    regions.covers("AA", "AA-01")                      # True
    regions.concerns(["AA-01:0203"], "AA-01")          # True: something in it
    regions.name("AA-01", ("uk", "en"))                # ("uk", "…"), the first language that has one
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from uarazom.acts.model import Texts
from uarazom.acts.register import Register


def parent(code: str) -> str | None:
    """The code that this one lies in; None for a whole country."""
    for mark in (":", "-"):
        if mark in code:
            return code[: code.rindex(mark)]
    return None


def ancestors(code: str) -> Iterator[str]:
    """The codes that this one lies in, from the nearest."""
    while (above := parent(code)) is not None:
        yield above
        code = above


def covers(code: str, other: str) -> bool:
    """Whether a region is another or has it within."""
    return code == other or code in ancestors(other)


def shortened(names: Iterable[str], most: int) -> str:
    """As many names as fit into so many characters, then how many more: "Alpha, Beta +3"; at least one."""
    every = tuple(names)
    texts = (first_of(every, kept) for kept in range(len(every), 0, -1))
    return next((text for text in texts if len(text) <= most), first_of(every, 1))


# Cyrillic letters of their own that Unicode encodes behind the alphabet, or as another letter with a mark: the letter
# that they follow in every alphabet that has them, and how far behind it.
_FOLLOWS = {"ґ": ("г", 1), "ђ": ("д", 1), "є": ("е", 1), "і": ("и", 1), "ї": ("и", 2), "й": ("и", 3), "ў": ("у", 1)}


def order(name: str) -> tuple[tuple[str, int], ...]:
    """What names are sorted by where people look for one: as an alphabet goes, whatever the case; accents make no
    other letter."""
    return tuple(_FOLLOWS.get(letter) or (unicodedata.normalize("NFD", letter)[0], 0) for letter in name.casefold())


def first_of(names: Sequence[str], kept: int) -> str:
    """The first names, and how many more there are."""
    rest = f" +{len(names) - kept}" if kept < len(names) else ""
    return ", ".join(names[:kept]) + rest


@lru_cache(maxsize=8)
def within(codes: tuple[str, ...]) -> Mapping[str | None, tuple[str, ...]]:
    """What lies directly in what, of these codes; under None what lies in no other of them."""
    there = set(codes)
    found: dict[str | None, list[str]] = {}
    for code in codes:
        above = next((one for one in ancestors(code) if one in there), None)
        found.setdefault(above, []).append(code)
    return {above: tuple(inner) for above, inner in found.items()}


@dataclass(frozen=True, slots=True)
class RegionSet:
    """The codes that a register lists, in its order, and their names."""

    codes: tuple[str, ...]
    names: Mapping[str, Texts] = field(default_factory=dict)

    @staticmethod
    def of(register: Register) -> "RegionSet":
        """The regions of a register; the instance's own country or region is one of them."""
        own = register.instance.region
        codes = tuple(dict.fromkeys([*([own] if own else []), *register.regions]))
        return RegionSet(codes, {code: register.name("regions", code) for code in codes})

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    @property
    def tops(self) -> tuple[str, ...]:
        """The regions that lie in no other of the set."""
        return within(self.codes).get(None, ())

    def children(self, code: str) -> tuple[str, ...]:
        """The regions of the set that lie directly in one."""
        return within(self.codes).get(code, ())

    def parent(self, code: str) -> str | None:
        """The nearest region of the set that one lies in."""
        return next((above for above in ancestors(code) if above in self.codes), None)

    def covers(self, code: str, other: str) -> bool:
        """Whether a region is another or has it within."""
        return covers(code, other)

    def concerns(self, codes: Iterable[str], place: str) -> bool:
        """Whether something about these regions concerns a place: it covers the place, or lies within it."""
        return any(covers(code, place) or covers(place, code) for code in codes)

    def name(self, code: str, languages: Sequence[str]) -> tuple[str, str]:
        """The language and the name in the first of these languages that has one; ("", the code) when none has."""
        names = self.names.get(code, {})
        return next(((language, names[language]) for language in languages if language in names), ("", code))
