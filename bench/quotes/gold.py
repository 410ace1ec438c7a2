# ruff: noqa: E501 - tables and sentences read better in one line
"""Passages written and marked by hand: what is quoted, of what kind, by whom.

A passage of `gold_passages/<language>.txt` stands between lines of %; ⟦kind speaker|words⟧ marks the words of a quotation:
kinds q, p, s, t, g; speaker an id of the register below, =Name for somebody who is not in it (=Form/Form: each as the
passage writes it, any of them is right), - for nobody. People, offices and words are invented. `.newsroom` and
`.newsroom2` (once `.newsroom.unseen`) were marked by one who had not read the rules, `.after` by the same one who then had; `.wire` and
`.wire.unseen` (Ukrainian and Russian) by another who had not; `.blind.unseen` (the same two) by a third who
had not. The `.blind`, `.news` and `.unseen` ones were written when the rules stood. README has what the first run of
each gave, and on which of them anything was mended.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uarazom.acts.register import Body, Office, Person, Register
from uarazom.quotes.attribution import attributed
from uarazom.quotes.kinds import CHECKED
from uarazom.quotes.language import language
from uarazom.quotes.marks import spans
from uarazom.quotes.normalise import clean
from uarazom.quotes.officials import Officials

PASSAGES = Path(__file__).parent / "gold_passages"
KINDS = {"q": "quotation", "p": "partial", "s": "scare", "t": "title", "g": "gloss"}
SETS = (
    "",
    ".blind",
    ".news",
    ".unseen",
    ".newsroom",
    ".newsroom2",
    ".after",
    ".wire",
    ".wire.unseen",
    ".blind.unseen",
)
_MARK = re.compile(r"⟦([qpstg]) ([^|]+)\|([^⟧]*)⟧")
PEOPLE = {
    "lysenko": (
        "Андрій Лисенко",
        "Andrii Lysenko",
        "Президент республіки",
        "President of the Republic",
        "Президент республики",
    ),
    "kovalchuk": (
        "Марина Ковальчук",
        "Maryna Kovalchuk",
        "міністр енергетики",
        "Minister of Energy",
        "министр энергетики",
    ),
    "shcherbyna": (
        "Олексій Щербина",
        "Oleksii Shcherbyna",
        "міністр оборони",
        "Minister of Defence",
        "министр обороны",
    ),
    "hnatiuk": (
        "Юлія Гнатюк",
        "Yuliia Hnatiuk",
        "речниця Міністерства оборони",
        "Spokeswoman of the Ministry of Defence",
        "официальный представитель Министерства обороны",
    ),
    "savchuk": (
        "Ігор Савчук",
        "Ihor Savchuk",
        "голова Служби порятунку",
        "Head of the Rescue Service",
        "глава Службы спасения",
    ),
    "berg": (
        "Анна Берг",
        "Anna Berg",
        "генеральна секретарка Союзу",
        "Secretary General of the Union",
        "генеральный секретарь Союза",
    ),
}


@dataclass(frozen=True)
class Marked:
    """One quotation of a passage."""

    start: int
    end: int
    kind: str
    speaker: str


def register() -> Register:
    """The invented register."""
    bodies = {"state": Body(id="state", head="state", participation="owner"), "union": Body(id="union", head="union")}
    people = {
        key: Person(
            key,
            (
                Office(
                    "union" if key == "berg" else "state", None, None, {"uk": title_uk, "en": title_en, "ru": title_ru}
                ),
            ),
            {"uk": name_uk, "en": name_en},
        )
        for key, (name_uk, name_en, title_uk, title_en, title_ru) in PEOPLE.items()
    }
    return Register(people=people, bodies=bodies, heads={"state": "state", "union": "union"})


def passages(name: str) -> Iterator[tuple[str, list[Marked]]]:
    """Every passage of a language: its text without the marking, and what is marked."""
    for raw in (PASSAGES / f"{name}.txt").read_text(encoding="utf-8").split("\n%\n"):
        text, marked, done = "", [], 0
        for match in _MARK.finditer(raw):
            text += raw[done : match.start()]
            marked.append(Marked(len(text), len(text) + len(match[3]), KINDS[match[1]], match[2]))
            text += match[3]
            done = match.end()
        yield text + raw[done:].rstrip("\n"), marked


def run(tell: Callable[[str], None]) -> dict[str, Any]:
    """Spans, kinds and speakers, by language."""
    officials = Officials.of(register(), None)
    names = [
        f"{code}{part}" for part in SETS for code in ("en", "uk", "ru") if (PASSAGES / f"{code}{part}.txt").exists()
    ]
    return {name: _language(name, officials, _unheard if "unseen" in name else tell) for name in names}


def _unheard(_text: str) -> None:
    """What was got wrong in an unseen set is not told: nobody shall mend on it."""


def _language(name: str, officials: Officials, tell: Callable[[str], None]) -> dict[str, Any]:
    code = name.partition(".")[0]
    spoken, count, number = language(code), Counter[str](), 0
    for text, marked in passages(name):
        number += 1
        found = {
            (one.span.start, one.span.end): one
            for one in attributed(clean(text).text, spans(text, spoken), officials, spoken)
        }
        gold = {(one.start, one.end): one for one in marked}
        count["spans"] += len(gold)
        count["found"] += len(found)
        for place in gold.keys() ^ found.keys():
            tell(f"{name} span {'missed' if place in gold else 'too many'}: {text[slice(*place)]} | {text}")
        for place in gold.keys() & found.keys():
            _count(count, gold[place], found[place], lambda miss: tell(f"{name} {miss}"), text)
    return {
        "passages": number,
        "quotations": count["spans"],
        "span p": _share(count["right"], count["found"]),
        "span r": _share(count["right"], count["spans"]),
        "kind": _share(count["kind"], count["right"]),
        "named": _share(count["named right"], count["named"]),
        "resolved p": _share(count["resolved right"], count["resolved"]),
        "resolved r": _share(count["resolved right"], count["registered"]),
    }


def _count(count: Counter[str], gold: Marked, one: Any, tell: Callable[[str], None], text: str) -> None:
    count["right"] += 1
    count["kind"] += one.kind == gold.kind
    if one.kind != gold.kind:
        tell(f"kind: expected {gold.kind}, got {one.kind}: {text[gold.start : gold.end]} | {text}")
    if gold.kind not in CHECKED:
        return
    said = one.person or (f"={one.name}" if one.name else "-")
    count["named"] += gold.speaker != "-"
    right = said in _forms(gold.speaker)
    count["named right"] += gold.speaker != "-" and right
    count["registered"] += gold.speaker in PEOPLE
    count["resolved"] += one.person is not None
    count["resolved right"] += one.person is not None and one.person == gold.speaker
    if not right:
        tell(f"speaker: expected {gold.speaker}, got {said}: {text[gold.start : gold.end]} | {text}")


def _forms(speaker: str) -> set[str]:
    """Every way in which the speaker may be told: an id, -, or one of the written forms of a name."""
    return {f"={form}" for form in speaker[1:].split("/")} if speaker.startswith("=") else {speaker}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0
