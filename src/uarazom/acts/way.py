"""The way of a measure, from promised through due to done or ended, with the act and the evidence of each step.

    for step in way(document.at(instant), register, instant):
        step.name, step.at, step.act, step.evidence

Steps in order of time: *promised* (someone said that it would be), *adopted* (the body's own decision with its text
published), *due* (when it is to be carried out; it may lie ahead), *done* (an act confirms that it was carried out),
*ended* (its time passed and nothing says it was done), *superseded*, *repealed*. The words mean what they mean in
`status`; a step that was not taken is absent.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from uarazom.acts.ends import end_of
from uarazom.acts.kinds import SAYING, SETS_END
from uarazom.acts.model import Act, Document
from uarazom.acts.register import Register
from uarazom.acts.rules import Case, adopted, done, ended, superseded, withdrawn

STEPS = ("promised", "adopted", "due", "done", "ended", "superseded", "repealed")


class Step(NamedTuple):
    """One step: when, by which act, and whether evidence was published (None where no act speaks of it)."""

    name: str
    at: datetime
    act: str
    evidence: str | None


def way(document: Document, register: Register, at: datetime) -> tuple[Step, ...]:
    """The steps of a measure as it stood at an instant."""
    case = Case.of(document, register, at)
    return tuple(sorted(steps(case), key=lambda step: (step.at, STEPS.index(step.name))))


def steps(case: Case) -> Iterator[Step]:
    """The steps taken, and when it is due."""
    adoptions = adopted(case)
    promises = [act for act in case.acts_of(SAYING) if act not in adoptions][:1]
    yield from (said("promised", act) for act in promises if not adoptions or act.n < adoptions[0].n)
    yield from (said("adopted", act) for act in adoptions)
    if end := end_of(case.document, case.register, case.acts_of(SETS_END)):
        yield Step("due", end.at, end.act.id, None)
    completions = done(case)
    yield from (said("done", act) for act in completions)
    if not completions and end:
        yield from (Step("ended", end.at, act.id, None) for act in ended(case))
    yield from (said("superseded", act) for act in superseded(case))
    yield from (said("repealed", act) for act in withdrawn(case))


def said(name: str, act: Act) -> Step:
    """A step that an act took."""
    return Step(name, act.spoken_at, act.id, act.evidence)
