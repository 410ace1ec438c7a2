"""The rules by which a word of status applies: each answers with the acts that make it so, or with none.

`decide` asks them in the order of the kind's table; the last word of a table holds when no other does, and then the
act that made the document is what decided. Which voices count is settled in `claims`, when it ends in `ends`.

Specification: DESIGN §5; docs/adr/acts-status.md.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from uarazom.acts.claims import Hearing, hear
from uarazom.acts.ends import end_of
from uarazom.acts.kinds import KINDS, SAYING, SETS_END
from uarazom.acts.model import Act, Document
from uarazom.acts.register import Register
from uarazom.acts.voice import voice


class Case(NamedTuple):
    """All that the rules look at: the document as it stood at `at`, and what was heard about it."""

    document: Document
    register: Register
    at: datetime
    standing: Mapping[str, list[Act]]  # the acts that are not withdrawn, by name, each in order of n
    hearing: Hearing

    @staticmethod
    def of(document: Document, register: Register, at: datetime) -> "Case":
        """The case of a document that is as it stood at the instant."""
        withdrawn = withdrawn_acts(document.acts)
        standing: dict[str, list[Act]] = {}
        for act in document.acts:
            if act.n not in withdrawn:
                standing.setdefault(act.act, []).append(act)
        return Case(document, register, at, standing, hear(document.acts, withdrawn, register))

    def acts(self, name: str) -> list[Act]:
        """The acts of this name that stand."""
        return self.standing.get(name, [])

    def acts_of(self, names: Iterable[str]) -> list[Act]:
        """The acts of these names that stand, in order of n."""
        return sorted((act for name in names for act in self.standing.get(name, ())), key=lambda act: act.n)


def decide(case: Case) -> tuple[str, list[Act]]:
    """The first word of the kind's table that has acts to show for it; the last holds when no other does."""
    for word, rule in _TABLES[case.document.kind]:
        if deciding := rule(case):
            return word, deciding
    return KINDS[case.document.kind].statuses[-1], [case.document.first]


def withdrawn_acts(acts: Sequence[Act]) -> Collection[int]:
    """The numbers of the acts that a withdraw names, a withdrawn withdraw aside."""
    gone: set[int] = set()
    for act in reversed(acts):
        if act.act == "withdraw" and act.acts and act.n not in gone:
            gone.update(earlier.n for earlier in acts if earlier.n < act.n and earlier.id in act.acts)
    return gone


# ── the rules: the acts by which a word applies; none when it does not ────────────────────────────────────────────────
def withdrawn(case: Case) -> list[Act]:
    """A withdraw of the whole document; or of every act by which anyone said it."""
    withdraws = case.acts("withdraw")
    return [act for act in withdraws if not act.acts] or ([] if case.acts_of(SAYING) else withdraws)


def cancelled(case: Case) -> list[Act]:
    """A warning that is needed no more, though nobody gave the all-clear."""
    return [act for act in withdrawn(case) if act.ground == "cancelled"]


def all_clear(case: Case) -> list[Act]:
    """The message that says that the danger is over."""
    return [act for act in case.acts("publish") if act.alert is not None and act.alert.ends == "all_clear"][-1:]


def on_hold(case: Case) -> list[Act]:
    """Holds not yet released; a release that names no hold releases all before it."""
    held: dict[str, Act] = {}
    for act in case.acts_of(("hold", "release")) if "hold" in case.standing else ():
        if act.act == "hold":
            held[act.id] = act
        else:
            for released in act.acts or tuple(held):
                held.pop(released, None)
    return list(held.values())


def superseded(case: Case) -> list[Act]:
    """The latest supersede: its successor is the one to read."""
    return case.acts("supersede")[-1:]


def ended(case: Case) -> list[Act]:
    """Its end has passed; at the end itself it has."""
    end = end_of(case.document, case.register, case.acts_of(SETS_END))
    return [end.act] if end is not None and end.at <= case.at else []


def refuted(case: Case) -> list[Act]:
    """A refutation stands."""
    return case.hearing.refuting


def disputed(case: Case) -> list[Act]:
    """A dispute stands."""
    return case.hearing.disputing(case.at)


def confirmed(case: Case) -> list[Act]:
    """A confirmation stands."""
    return case.hearing.confirming(case.at)


def announced(case: Case) -> list[Act]:
    """Someone named says so: the first who did."""
    return case.hearing.saying[:1]


def done(case: Case) -> list[Act]:
    """Someone named confirms that it was carried out, its own body too. What is done stays done: it does not lapse."""
    confirms = (act for act in case.acts("confirm") if act.confirms == "carried_out")
    return [act for act in confirms if voice(act, case.register).named]


def adopted(case: Case) -> list[Act]:
    """The body's own decision, with its text published."""
    published = case.acts("publish")
    return [act for act in published if act.basis == "own_decision" and act.evidence == "published"][:1]


def answered(case: Case) -> list[Act]:
    """The latest reply to a request for correction, whatever it says."""
    return case.acts("answer")[-1:]


_DECIDING: dict[str, Callable[[Case], list[Act]]] = {
    "withdrawn": withdrawn,
    "repealed": withdrawn,
    "cancelled": cancelled,
    "all_clear": all_clear,
    "on_hold": on_hold,
    "superseded": superseded,
    "expired": ended,
    "refuted": refuted,
    "disputed": disputed,
    "confirmed": confirmed,
    "announced": announced,
    "done": done,
    "ended": ended,
    "adopted": adopted,
    "answered": answered,
}


_TABLES = {name: tuple((word, _DECIDING[word]) for word in kind.statuses[:-1]) for name, kind in KINDS.items()}


# ── badges ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def badges(case: Case, word: str) -> Iterator[str]:
    """The badges beside the word, in the order in which they are shown."""
    head = case.hearing.originator.head
    if head and any(voice(act, case.register).head == head for act in case.acts("clarify")):
        yield "clarified"
    if case.acts("correct"):
        yield "corrected"
    if case.hearing.doubts:
        yield "doubted"
    if case.hearing.was_disputed and word != "disputed":
        yield "was_disputed"
    if case.hearing.was_refuted and word != "refuted":
        yield "was_refuted"
