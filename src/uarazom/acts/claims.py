"""What is heard about a claim: who says it, who says otherwise, who checked it.

The acts are heard in the order in which they were said (known_at, then n), each head having one voice:
1. Who announces, publishes or answers says it. The originator is the first *named* voice that says it, else the first.
2. A dispute counts when a named body under another head than the originator's makes it; a refute counts when its body
   was affirmed competent, else it is a dispute: a party's denial is never a refutation.
3. A confirm counts when a named body under another head than the originator's makes it, and not as a relay; of the
   originator's own head it is one more voice that says it.
4. The last word of a head is its word: who confirms or says it too no longer disputes it, who disputes no longer
   confirms. A refutation is ended only by a later confirm of *that body*.
5. A withdrawn act is as if unsaid, but that it once disputed or refuted stays visible as a badge.
6. A dispute or a confirmation lapses at its own valid_until; a refutation does not.

    hearing = hear(acts, withdrawn, register)
    hearing.refuting, hearing.disputing(instant), hearing.confirming(instant)

Specification: DESIGN §5; docs/adr/acts-status.md.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from uarazom.acts.kinds import SAYING
from uarazom.acts.model import Act
from uarazom.acts.register import Register
from uarazom.acts.voice import NOBODY, Voice, voice


class Hearing:
    """What has been heard so far; filled by `hear`, then only read."""

    __slots__ = ("confirms", "disputes", "doubts", "originator", "refutes", "saying", "was_disputed", "was_refuted")

    def __init__(self) -> None:
        self.originator: Voice = NOBODY
        self.saying: list[Act] = []  # acts by which a named voice says it
        self.refutes: dict[str, list[Act]] = {}  # by body
        self.disputes: dict[str, list[Act]] = {}  # by head, as are the next two
        self.confirms: dict[str, list[Act]] = {}
        self.doubts: dict[str, list[Act]] = {}
        self.was_disputed = False
        self.was_refuted = False

    @property
    def refuting(self) -> list[Act]:
        """The refutations that stand."""
        return [act for acts in self.refutes.values() for act in acts]

    def disputing(self, at: datetime) -> list[Act]:
        """The disputes that stand at an instant."""
        return not_lapsed(self.disputes, at)

    def confirming(self, at: datetime) -> list[Act]:
        """The confirmations that stand at an instant."""
        return not_lapsed(self.confirms, at)


def not_lapsed(by_head: dict[str, list[Act]], at: datetime) -> list[Act]:
    """The acts whose own end, if any, has not come."""
    return [act for acts in by_head.values() for act in acts if act.valid_until is None or at < act.valid_until]


def hear(acts: Iterable[Act], withdrawn: Collection[int], register: Register) -> Hearing:
    """Hear the acts of a claim; `withdrawn` holds the numbers of those withdrawn."""
    hearing = Hearing()
    for act in sorted(acts, key=lambda act: (act.spoken_at, act.n)):
        if (listen := _LISTEN.get(act.act)) is not None:
            listen(hearing, act, voice(act, register), act.n not in withdrawn)
    return hearing


def says(hearing: Hearing, act: Act, who: Voice, stands: bool) -> None:
    """Rule 1; and who says it disputes it no longer."""
    if not stands:
        return
    if hearing.originator is NOBODY or (who.named and not hearing.originator.named):
        hearing.originator = who
    if who.named:
        hearing.saying.append(act)
    if who.counts:
        forget(hearing.disputes, who.head)


def confirms(hearing: Hearing, act: Act, who: Voice, stands: bool) -> None:
    """Rules 3 and 4."""
    if not stands or not who.counts or act.basis == "relay":
        return
    hearing.refutes.pop(str(who.body), None)
    forget(hearing.disputes, who.head)
    forget(hearing.doubts, who.head)
    if who.head != hearing.originator.head:
        hearing.confirms.setdefault(str(who.head), []).append(act)
    else:
        hearing.saying.append(act)


def disputes(hearing: Hearing, act: Act, who: Voice, stands: bool) -> None:
    """Rule 2, of those who need not be competent."""
    if not who.counts or who.head == hearing.originator.head:
        return
    hearing.was_disputed = True
    if stands:
        forget(hearing.confirms, who.head)
        hearing.disputes.setdefault(str(who.head), []).append(act)


def refutes(hearing: Hearing, act: Act, who: Voice, stands: bool) -> None:
    """Rule 2, of those who must be."""
    if act.competence != "affirmed" or not who.counts:
        return disputes(hearing, act, who, stands)
    hearing.was_refuted = True
    if stands:
        forget(hearing.confirms, who.head)
        hearing.refutes.setdefault(str(who.body), []).append(act)
    return None


def doubts(hearing: Hearing, act: Act, who: Voice, stands: bool) -> None:
    """Someone named says "not verified", which is not "otherwise"."""
    if stands and who.named:
        hearing.doubts.setdefault(str(who.head), []).append(act)


def forget(by_head: dict[str, list[Act]], head: str | None) -> None:
    """Rule 4: that head has said another word."""
    by_head.pop(str(head), None)


_LISTEN: dict[str, Callable[[Hearing, Act, Voice, bool], None]] = {
    **dict.fromkeys(SAYING, says),
    "confirm": confirms,
    "dispute": disputes,
    "refute": refutes,
    "doubt": doubts,
}
