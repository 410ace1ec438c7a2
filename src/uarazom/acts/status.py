"""The one status word of a document at an instant, the badges beside it, and the acts that decided.

A pure function of acts, register and instant; site, delivery, desk and check all ask it (DESIGN §2.4). At instant T an
act exists only if known_at and issued_at are both at or before T. The words of each kind stand in `kinds` in order of
precedence; the first that has acts to show for it is the status, and those acts are `because`.

    >>> status(document, ledger.register(at), at)
    Status(status='disputed', badges=('doubted',), since=…, because=('claim-returning/4',))
    >>> next_change(document, register, after=at)      # when time alone, or an act already recorded, changes that

The register is the one in force at `at`; a later register is a publication, not the passing of time.

Specification: DESIGN §5; docs/adr/acts-status.md.
"""

from datetime import datetime
from typing import NamedTuple

from uarazom.acts.ends import moments
from uarazom.acts.errors import NotThere
from uarazom.acts.model import Document
from uarazom.acts.register import Register
from uarazom.acts.rules import Case, badges, decide


class Status(NamedTuple):
    """What holds: `since` when it has been this word without a break, `because` of which acts (ids, by n)."""

    status: str
    badges: tuple[str, ...]
    since: datetime
    because: tuple[str, ...]


class Judged(NamedTuple):
    """A status without its history."""

    status: str
    badges: tuple[str, ...]
    because: tuple[str, ...]


def status(document: Document, register: Register, at: datetime) -> Status:
    """The status of a document at an instant; `NotThere` before it existed."""
    judged = judge(document, register, at)
    if judged is None:
        raise NotThere(f"{document.id}: expected an instant from {document.first.exists_from} on, got {at}")
    return Status(judged.status, judged.badges, since(document, register, at, judged.status), judged.because)


def next_change(document: Document, register: Register, after: datetime) -> datetime | None:
    """The first instant after `after` at which status, badges or deciding acts are others; None when never."""
    coming = sorted({moment for moment in moments(document) if moment > after})
    if not coming:
        return None
    before = judge(document, register, after)
    return next((moment for moment in coming if judge(document, register, moment) != before), None)


def since(document: Document, register: Register, at: datetime, word: str) -> datetime:
    """When the word began to be the status: back through the moments for as long as it was the same."""
    began, *earlier = sorted({moment for moment in moments(document) if moment <= at}, reverse=True)
    for moment in earlier:
        there = document.at(moment)
        if there is None or decide(Case.of(there, register, moment))[0] != word:
            break
        began = moment
    return began


def judge(document: Document, register: Register, at: datetime) -> Judged | None:
    """The status at an instant; None when the document did not exist."""
    there = document.at(at)
    if there is None:
        return None
    case = Case.of(there, register, at)
    word, deciding = decide(case)
    return Judged(word, tuple(badges(case, word)), tuple(act.id for act in sorted(deciding, key=lambda act: act.n)))
