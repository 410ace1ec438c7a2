# ruff: noqa: E501 - tables and sentences read better in one line
"""The verdict of each class on cases made by rule, and whether a missing clarification is told."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from quotes import made
from quotes.made import Case, case
from quotes.shared_corpus import SharedCorpus
from uarazom.quotes.check import check

Tell = Callable[[str], None]
RUSSIAN_WORDS = [
    "мы",
    "они",
    "все",
    "народ",
    "страна",
    "город",
    "мир",
    "помощь",
    "защита",
    "сегодня",
    "каждый",
    "день",
    "вместе",
    "сила",
    "правда",
    "дорога",
    "школа",
    "хлеб",
    "люди",
    "время",
    "свобода",
    "закон",
    "работа",
    "надежда",
]
CLARIFIED = {
    "en": "The President did not mean this literally; he was speaking of what the media had reported.",
    "uk": "Президент не мав на увазі цього буквально; він говорив про те, що повідомили медіа.",
}
MENTIONS = {
    "en": [
        "His spokesman Serhii Nykyforov later clarified how the words were meant.",
        "The President did not mean this literally, Nykyforov explained: he was speaking of what the media had reported.",
        "Later the office of the President said the remark was ironic, and Nykyforov repeated it.",
        "Zelensky was referring to media reports, his spokesman said.",
    ],
    "uk": [
        "Речник Сергій Никифоров згодом уточнив, як слід розуміти ці слова.",
        "Никифоров пояснив, що президент не мав на увазі цього буквально і говорив про повідомлення медіа.",
        "Згодом речник Никифоров назвав ці слова іронією.",
        "Президент не мав на увазі цього буквально; він говорив про те, що повідомили медіа.",
    ],
}
MARKS = set('«»“”„"\u00ad')  # inside, the article has other ones
OTHERS = {
    "en": ["Shares fell on the news.", "Petro Kovalenko clarified the rules of the parking lot.", "It rained in the evening, and trams were late.", "Analysts explained that prices would rise."],
    "uk": ["Акції впали.", "Петро Коваленко уточнив правила паркування.", "Увечері йшов дощ, трамваї запізнювалися.", "Аналітики пояснили, що ціни зростуть."],
}  # fmt: skip


def run(corpus: SharedCorpus, count: int, tell: Tell) -> dict[str, Any]:
    """Every class: precision, recall, F1; and the recall of material edits."""
    record, half = corpus.record(), corpus.record(corpus.addresses[::2])
    dates = {one.id: one.said_at.date() for one in corpus.addresses}
    pairs: list[tuple[str, str]] = []
    material = Counter[bool]()
    kinds: dict[str, Counter[bool]] = {}
    for one in _cases(corpus, count):
        asked = half if one.kind == "no_record" else record
        published = dates[one.address]
        got = check(
            one.article, asked, published=published, code=None if one.kind == "not_checked" else one.code
        ).quotations
        quoted = max(got, key=lambda q: q.end - q.start, default=None)
        verdict = (quoted.verdict if quoted else None) or "none"
        expected = one.verdicts[0]
        pairs.append((expected, expected if verdict in one.verdicts else verdict))
        if one.kind.startswith("material"):
            hit = bool(quoted and quoted.material)
            material[hit] += 1
            kinds.setdefault(one.kind, Counter())[hit] += 1
        if verdict not in one.verdicts:
            tell(
                f"{one.kind}: expected {one.verdicts}, got {verdict} {quoted and quoted.score} {quoted and quoted.diff}\n   {one.article}"
            )
    scores = _scores(pairs)
    return {
        "macro_f1": round(sum(score["f1"] for score in scores.values()) / len(scores), 4),
        "material recall": round(material[True] / max(1, sum(material.values())), 4),
        "material by kind": {kind: f"{hits[True]}/{sum(hits.values())}" for kind, hits in sorted(kinds.items())},
        "classes": scores,
    }


def _scores(pairs: list[tuple[str, str]]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of each class that was expected."""
    scores = {}
    for name in sorted({expected for expected, _ in pairs}):
        right = sum(a == b == name for a, b in pairs)
        expected, got = sum(a == name for a, _ in pairs), sum(b == name for _, b in pairs)
        precision, recall = right / max(1, got), right / max(1, expected)
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        scores[name] = {"cases": expected, "p": round(precision, 4), "r": round(recall, 4), "f1": round(f1, 4)}
    return scores


def _cases(corpus: SharedCorpus, count: int) -> Iterator[Case]:
    """Cases of every class, as many of each as there are, `count` at most and language."""
    for code in ("uk", "en"):
        whole = made.paragraphs(corpus, code)
        chance = random.Random(7)
        chance.shuffle(whole)
        own = code == "uk"
        plain = "exact" if own else "translated"
        makers: dict[str, Callable[[str], tuple[str, tuple[str, ...]] | None]] = {
            plain: lambda text, plain=plain: None if MARKS & set(text) else (text, (plain,)),
            "ellipsis": lambda text: _with(made.with_ellipsis(text), "ellipsis"),
            "spliced": lambda text, code=code: _with(made.spliced(text, code), "spliced"),
            "truncated": lambda text, code=code: _with(made.truncated(text, code), "truncated"),
            "reworded": lambda text, code=code, chance=chance: _with(_reworded(text, code, chance), "altered"),
            "material negation": lambda text, code=code: _with(made.negated(text, code), "altered"),
            "material number": lambda text: _with(made.renumbered(text), "altered"),
            "material name": lambda text, code=code: _with(made.renamed(text, code), "altered"),
            **{
                f"material {what}": lambda text, code=code, what=what: _with(made.swapped(text, code, what), "altered")
                for what in ("modal", "quantifier", "agent", "date")
            },
            **({"typographic": lambda text: _with(made.retyped(text), "typographic")} if own else {}),
        }
        for kind, make in makers.items():
            made_cases = ((one, changed) for one, text in whole if (changed := make(text)) is not None)
            most = count if not kind.startswith("material") else max(1, count // 4)
            for (one, (words, expected)), _ in zip(made_cases, range(most), strict=False):
                yield case(kind, code, one, words, *expected)
        yield from _about(corpus, code, whole, count)


def _about(corpus: SharedCorpus, code: str, whole: list[Any], count: int) -> Iterator[Case]:
    """Classes that need another speaker, another day, another record."""
    for one, text in whole[: count // 2]:
        words = made.article(code, text)
        other = words.replace("Президент Зеленський", "Петро Коваленко").replace(
            "President Zelensky", "Petro Kovalenko"
        )
        yield Case("other_speaker", code, one.id, other, text, ("other_speaker",))
    for one, text in whole[count // 2 : count]:
        day = f"{1 + (one.said_at.day + 9) % 27}"
        month = {"uk": "серпня 2021 року", "en": "August 2021"}[code]
        lead = {
            "uk": f"Президент Зеленський сказав {day} {month}: ",
            "en": f"President Zelensky said on {day} {month}: ",
        }[code]
        quoted = made.article(code, text)
        yield Case("other_date", code, one.id, lead + quoted[quoted.index(":") + 2 :], text, ("other_date",))
    absent = {one.id for one in corpus.addresses[1::2]}
    left = [(one, text) for one, text in whole if one.id in absent and len(text.split()) >= 15]
    for one, text in left[: count // 2]:
        yield case("no_record", code, one, text, "no_record")
    chance = random.Random(3)
    for one, _ in whole[: count // 2]:
        words = " ".join(chance.choice(RUSSIAN_WORDS) for _ in range(12))
        russian = f"Президент Зеленский сказал: «{words.capitalize()} и это было так, что все были там»."
        yield Case("not_checked", "ru", one.id, russian, words, ("not_checked",))


def _with(words: str | None, *verdicts: str) -> tuple[str, tuple[str, ...]] | None:
    return (words, verdicts) if words is not None else None


def _reworded(text: str, code: str, chance: random.Random) -> str | None:
    """One plain word of the middle made another."""
    words = text.split()
    inner = [
        n
        for n, word in enumerate(words)
        if word.isalpha() and word.islower() and len(word) > 5 and 1 < n < len(words) - 2
    ]
    if not inner:
        return None
    words[chance.choice(inner)] = chance.choice(made.PLAIN[code])
    return " ".join(words)


def clarified(corpus: SharedCorpus, count: int, tell: Tell) -> dict[str, Any]:
    """Pairs of articles, with and without a mention of the clarification."""
    some = corpus.addresses[:: max(1, len(corpus.addresses) // count)][:count]
    corpus.clarified = {one.id: {code: CLARIFIED[code] for code in one.texts} for one in some}
    record = corpus.record()
    corpus.clarified = {}
    right = wrong = missed = 0
    for code in ("uk", "en"):
        for number, one in enumerate(some):
            quoted = next((text for _, text in made.paragraphs(corpus, code, 12, [one])), None)
            if quoted is None:
                continue
            published = (
                one.said_at.date().replace(year=one.said_at.year + 1)
                if (one.said_at.month, one.said_at.day) != (2, 29)
                else None
            )
            for mentions, carried in ((MENTIONS[code], True), (OTHERS[code], False)):
                text = f"{made.article(code, quoted)} {mentions[number % len(mentions)]}"
                verdict = check(text, record, published=published, code=code).quotations[0].verdict
                told = verdict == "without_clarification"
                right += told and not carried
                wrong += told and carried
                missed += not told and not carried
                if told == carried:
                    tell(f"clarified {code} {carried} {verdict}: {text}")
    return {
        "pairs": (right + missed),
        "p": round(right / max(1, right + wrong), 4),
        "r": round(right / max(1, right + missed), 4),
    }
