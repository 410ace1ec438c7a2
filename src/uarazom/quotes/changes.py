"""What was changed between what was said and what is quoted, word by word, and whether it matters.

    changes(columns, quoted, said, spoken)       (Change(said, quoted, reasons, …), …)

Rules, in order
1. Words that differ beside each other are one change. The same word in another case, number or tense is `inflected`.
2. A change is material when it touches: a negation (one more or one less), a number (16 and sixteen are one), a date, a
   name (a capital inside a sentence; another spelling of the same name is none), a modal, a quantifier, an agent
   (a pronoun), or takes away that others are speaking ("we are told").
3. A month that stands on the other side of its day is no change (16 February, February 16).
4. Words in [square brackets] are the quoting author's own and no change.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from uarazom.quotes.align import Column
from uarazom.quotes.language import Language
from uarazom.quotes.skeleton import skeleton
from uarazom.quotes.words import Word, Words, lower, stem

MOVED = 2  # words between the two places of a month beside its day


@dataclass(frozen=True, slots=True)
class Side:
    """A clean text and its words."""

    text: str
    words: Words

    def of(self, numbers: Sequence[int]) -> str:
        """The text from the first to the last of these words."""
        return self.text[self.words[numbers[0]].start : self.words[numbers[-1]].end] if numbers else ""

    def span(self, numbers: Sequence[int]) -> tuple[int, int] | None:
        """Where that is."""
        return (self.words[numbers[0]].start, self.words[numbers[-1]].end) if numbers else None


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `kind` is changed, added, dropped or inflected; `reasons` say why it is material; without any it is
    not. Spans are places of the clean texts, None on the side that has no word."""

    kind: str
    said: str
    quoted: str
    reasons: tuple[str, ...]
    said_span: tuple[int, int] | None
    quoted_span: tuple[int, int] | None

    @property
    def material(self) -> bool:
        """Whether it changes what was said."""
        return bool(self.reasons)


def changes(columns: Sequence[Column], quoted: Side, said: Side, spoken: Language) -> tuple[Change, ...]:
    """Every change in an alignment, in order."""
    runs = (run for run in _runs(columns, quoted, said) if not _is_moved_month(run, columns, quoted, said, spoken))
    return tuple(_change(run, quoted, said, spoken) for run in runs)


def _is_moved_month(
    run: Sequence[Column], columns: Sequence[Column], quoted: Side, said: Side, spoken: Language
) -> bool:
    """Whether a month only changed its place beside its day: 16 February for February 16."""
    (q, s), *more = run
    if more or (q is not None and s is not None):
        return False
    word = quoted.words[q] if q is not None else said.words[s or 0]
    if word.key not in spoken.months:
        return False
    at = list(columns).index((q, s))
    beside = columns[max(0, at - MOVED) : at + MOVED + 1]
    if s is not None:
        return any(quoted.words[other].key == word.key for other, _ in beside if other is not None)
    places = [other for _, other in beside if other is not None]
    around = said.words[max(0, min(places) - MOVED) : max(places) + MOVED + 1] if places else ()
    return any(other.key == word.key for other in around)


def _runs(columns: Sequence[Column], quoted: Side, said: Side) -> Iterator[list[Column]]:
    """The columns that differ, those beside each other together."""
    run: list[Column] = []
    for q, s in columns:
        same = q is not None and s is not None and quoted.words.key(q) == said.words.key(s)
        if not same and not (s is None and q is not None and _bracketed(quoted, q)):
            run.append((q, s))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _bracketed(quoted: Side, number: int) -> bool:
    """Whether a word stands in square brackets."""
    word = quoted.words[number]
    opened = quoted.text.rfind("[", max(0, word.start - 80), word.start)
    return opened >= 0 and "]" not in quoted.text[opened : word.start] and "]" in quoted.text[word.end : word.end + 80]


def _change(run: Sequence[Column], quoted: Side, said: Side, spoken: Language) -> Change:
    ours = [q for q, _ in run if q is not None]
    theirs = [s for _, s in run if s is not None]
    reasons = _reasons([quoted.words[q] for q in ours], [said.words[s] for s in theirs], spoken)
    names = _named(quoted, ours), _named(said, theirs)
    if names[0] != names[1]:
        reasons.append("name")
    if _hearsay(said.of(theirs), spoken) and not _hearsay(quoted.of(ours), spoken):
        reasons.append("hearsay")
    kind = "added" if not theirs else "dropped" if not ours else "changed"
    if kind == "changed" and not reasons and _stems(quoted, ours) == _stems(said, theirs):
        kind = "inflected"
    return Change(kind, said.of(theirs), quoted.of(ours), tuple(reasons), said.span(theirs), quoted.span(ours))


def _reasons(ours: Sequence[Word], theirs: Sequence[Word], spoken: Language) -> list[str]:
    """Which kinds of words that matter differ between the two sides."""
    found = []
    for reason, values in (
        ("negation", lambda words: sum(is_negation(word.key, spoken) for word in words) % 2),
        ("number", lambda words: _counted(numeral(word.key, spoken) for word in words)),
        ("date", lambda words: _counted(_dated(word.key, spoken) for word in words)),
        ("modal", lambda words: _counted(_among(word.key, spoken.modals, spoken) for word in words)),
        ("quantifier", lambda words: _counted(_among(word.key, spoken.quantifiers, spoken) for word in words)),
        ("agent", lambda words: _counted(_among(word.key, spoken.agents, spoken) for word in words)),
    ):
        if values(ours) != values(theirs):
            found.append(reason)
    return found


def is_negation(key: str, spoken: Language) -> bool:
    """Whether a word denies."""
    return key in spoken.negations or bool(spoken.negated_ending and key.endswith(spoken.negated_ending))


def numeral(key: str, spoken: Language) -> str | None:
    """The number that a word says, as digits."""
    if key[0].isdigit():
        return key.lstrip("0") or "0"
    return spoken.numbers.get(key)


def _dated(key: str, spoken: Language) -> str | None:
    month, weekday, day = spoken.months.get(key), spoken.weekdays.get(key), spoken.days.get(key)
    said = {"m": month, "w": weekday, "d": day}
    return next((f"{name}{value}" for name, value in said.items() if value is not None), None)


def _among(key: str, some: frozenset[str], spoken: Language) -> str | None:
    """The word's stem where it is one of some, in any form."""
    if key in some:
        return stem(key, spoken)
    ending = key.rpartition("'")[2]
    return f"'{ending}" if f"'{ending}" in some else None


def _counted(values: Iterator[str | None]) -> Counter[str]:
    return Counter(value for value in values if value is not None)


def _named(side: Side, numbers: Sequence[int]) -> Counter[str]:
    """The names among some words, by their skeletons; a capital after a full stop is none."""
    names = []
    for number in numbers:
        word = side.words[number]
        before = side.text[: word.start].rstrip(" \"'«“„‘([")[-1:]
        if side.text[word.start].isupper() and number and before and before not in ".!?…:\n" and word.key != "i":
            names.append(skeleton(word.key))
    return Counter(names)


def _hearsay(text: str, spoken: Language) -> bool:
    return spoken.hearsay.search(lower(text)) is not None


def _stems(side: Side, numbers: Sequence[int]) -> list[str]:
    return [side.words[number].stem for number in numbers]
