# ruff: noqa: E501 - tables and sentences read better in one line
"""Quotations made by rule from paragraphs of the corpus, each with the verdict that it must get. Nothing by chance: a
seed gives the same cases."""

import random
import re
from dataclasses import dataclass

from quotes.shared_corpus import Address, SharedCorpus
from uarazom.quotes.language import language
from uarazom.quotes.normalise import clean
from uarazom.quotes.words import sentences

LEAST_WORDS = 12  # of a paragraph that is edited
SAID = {"uk": "Президент Зеленський сказав: «{}».", "en": "President Zelensky said: “{}”."}
NOBODY = {"uk": "У зверненні йшлося: «{}».", "en": "The address went on: “{}”."}
SWAPS = {
    "en": {
        "modal": [("will", "may"), ("can", "must"), ("must", "can"), ("should", "will")],
        "quantifier": [("all", "some"), ("every", "any"), ("many", "few"), ("more", "less"), ("only", "almost")],
        "agent": [("we", "they"), ("they", "we"), ("our", "their"), ("their", "our"), ("us", "them")],
        "date": [("March", "May"), ("February", "June"), ("today", "yesterday"), ("tomorrow", "today"), ("April", "July")],
    },
    "uk": {
        "modal": [("буде", "може"), ("може", "має"), ("повинні", "можуть"), ("треба", "можна"), ("будуть", "можуть")],
        "quantifier": [("всі", "деякі"), ("усі", "деякі"), ("кожен", "дехто"), ("багато", "мало"), ("лише", "майже"), ("більше", "менше")],
        "agent": [("ми", "вони"), ("вони", "ми"), ("нас", "їх"), ("наші", "їхні"), ("нам", "їм")],
        "date": [("березня", "травня"), ("лютого", "червня"), ("сьогодні", "вчора"), ("завтра", "сьогодні"), ("квітня", "липня")],
    },
}  # fmt: skip
PLAIN = {"en": ["harvest", "blue", "mountain", "quiet", "window", "slowly"], "uk": ["врожай", "синій", "гори", "тихо", "вікно", "повільно"]}  # fmt: skip
LIMITS = {
    "en": re.compile(r", (?:if|unless|but|although|as long as) "),
    "uk": re.compile(r", (?:якщо|але|хоча|проте|однак|якби) "),
}
ENDINGS = {
    "uk": [("ого", "ому"), ("ий", "ого"), ("ами", "ах"), ("ити", "ив"), ("ати", "ав"), ("ує", "увати"), ("ою", "у"), ("ів", "ам"), ("и", "ами")],
    "en": [("ing", "ed"), ("ies", "y"), ("ed", "ing"), ("s", "")],
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """An article, the address that it quotes, the words quoted, and the verdicts that are right."""

    kind: str
    code: str
    address: str
    article: str
    words: str
    verdicts: tuple[str, ...]
    material: bool | None = None


def paragraphs(
    corpus: SharedCorpus, code: str, least: int = LEAST_WORDS, addresses: list[Address] | None = None
) -> list[tuple[Address, str]]:
    """Every paragraph of so many words."""
    found = []
    for one in addresses if addresses is not None else corpus.addresses:
        for paragraph in re.split(r"\n\s*\n|\n", one.texts.get(code, "")):
            text = paragraph.strip()
            if len(text.split()) >= least:
                found.append((one, text))
    return found


def article(code: str, words: str, *, named: bool = True) -> str:
    """The shortest article that quotes these words; marks inside become the inner ones. `named`: it says whose."""
    inner = re.sub(r"[«»“”„\"]", "'", words).rstrip(".")
    return (SAID if named else NOBODY)[code].format(inner)


def case(kind: str, code: str, one: Address, words: str, *verdicts: str, material: bool | None = None) -> Case:
    """A case of one quotation."""
    return Case(kind, code, one.id, article(code, words), words, verdicts, material)


def edits(text: str, code: str, chance: random.Random) -> str:
    """One to three words changed, left out or put in, none at either edge."""
    words = text.split()
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(1, len(words) - 1)
        what = chance.choice(("change", "drop", "add"))
        other = chance.choice(PLAIN[code])
        words[at : at + (what != "add")] = [] if what == "drop" else [other]
    return " ".join(words)


def inflected(text: str, code: str, chance: random.Random) -> str:
    """One to four words in another form, by their endings."""
    words = text.split()
    order = list(range(len(words)))
    chance.shuffle(order)
    left = chance.randint(1, 4)
    for at in order:
        for ending, other in ENDINGS[code]:
            if left and len(words[at]) > len(ending) + 3 and words[at].isalpha() and words[at].endswith(ending):
                words[at] = words[at][: -len(ending)] + other
                left -= 1
                break
    return " ".join(words)


def split(text: str, code: str) -> list[str]:
    """The sentences of a paragraph."""
    text = clean(text).text
    return [text[a:b] for a, b in sentences(text, language(code))]


def with_ellipsis(text: str) -> str | None:
    """The beginning and the end of a paragraph with an ellipsis between."""
    words = text.split()
    if len(words) < 24 or "…" in text or "..." in text:
        return None
    third = len(words) // 3
    return " ".join(words[:third]).rstrip(",.;:–-") + " … " + " ".join(words[-third:])


def spliced(paragraph: str, code: str) -> str | None:
    """The first and the last sentence of a paragraph of three or more, glued."""
    parts = [part for part in split(paragraph, code) if len(part.split()) >= 6]
    whole = split(paragraph, code)
    if "..." in paragraph or len(whole) < 3 or len(parts) < 3 or whole[0] != parts[0] or whole[-1] != parts[-1]:
        return None
    return f"{whole[0]} {whole[-1]}"


def truncated(paragraph: str, code: str) -> str | None:
    """A sentence cut before the clause that limits it."""
    for sentence in split(paragraph, code):
        found = LIMITS[code].search(sentence)
        if found and len(sentence[: found.start()].split()) >= 7 and len(sentence[found.end() :].split()) >= 3:
            return sentence[: found.start()]
    return None


def swapped(paragraph: str, code: str, what: str) -> str | None:
    """One word that matters made another."""
    for one, other in SWAPS[code].get(what, []):
        found = re.search(rf"(?<![\w'’-]){one}(?![\w'’-])", paragraph)
        if found:
            return paragraph[: found.start()] + other + paragraph[found.end() :]
    return None


def negated(paragraph: str, code: str) -> str | None:
    """A negation taken away, or put in."""
    if code == "en":
        found = re.search(r"(?<=\s)(?:is|are|was|will|can) (not )?", paragraph)
        if not found:
            return None
        return (
            paragraph[: found.start(1)] + paragraph[found.end(1) :]
            if found[1]
            else paragraph[: found.end()] + "not " + paragraph[found.end() :]
        )
    found = re.search(r"(?<=\s)(?:не )?(?=(?:буде|може|можна|є|має|можуть|будуть|треба)\s)", paragraph)
    if not found:
        return None
    return paragraph[: found.start()] + ("" if found.group() else "не ") + paragraph[found.end() :]


def renumbered(paragraph: str) -> str | None:
    """A number made another."""
    found = re.search(r"(?<![\d.,:])\d{1,4}(?![\d.,:])", paragraph)
    return paragraph[: found.start()] + str(int(found.group()) + 2) + paragraph[found.end() :] if found else None


def renamed(paragraph: str, code: str) -> str | None:
    """A place made another."""
    places = {"en": [("Kharkiv", "Odesa"), ("Mariupol", "Lviv"), ("Kyiv", "Dnipro"), ("Donbas", "Crimea")], "uk": [("Харків", "Одеса"), ("Маріуполь", "Львів"), ("Київ", "Дніпро"), ("Донбас", "Крим")]}  # fmt: skip
    for one, other in places[code]:
        found = re.search(rf"(?<=\w )(?<!\. ){one}(?!\w)", paragraph)
        if found:
            return paragraph[: found.start()] + other + paragraph[found.end() :]
    return None


def retyped(paragraph: str) -> str | None:
    """The same words with other dashes, apostrophes and spaces."""
    other = paragraph.replace(" – ", " - ").replace(" — ", " – ").replace("’", "'").replace("ʼ", "’")
    other = other.replace("\u00a0", " ")
    return other if other != paragraph else None
