"""Who speaks in an act: the body, the head it answers to, and whether it has a name.

Bodies that answer to one head are one voice (DESIGN §5). Rules, in order:
1. `speaking_for` is the body, whoever spoke.
2. A person without it speaks for the body of the first office held when it was said; a person without an office is
   named all the same, but no body: such a one can announce, and neither confirm nor dispute.
3. Nobody, or someone the register does not know, is no voice at all.
4. For what is not a claim, an act without `by` is the publisher's own; but a reply to a request for correction is an
   outlet's, and the register knows no outlet.

    voice(act, register).head == voice(other, register).head      # one voice
"""

from typing import NamedTuple

from uarazom.acts.model import Act
from uarazom.acts.register import Register


class Voice(NamedTuple):
    """A voice: `body` is None for a person who speaks for none, whose `head` is then the person; `head` is None only
    for nobody. `named` is false for an unnamed collective and for nobody."""

    body: str | None
    head: str | None
    named: bool

    @property
    def counts(self) -> bool:
        """Whether it can confirm, dispute and refute: a named body."""
        return self.named and self.body is not None


NOBODY = Voice(None, None, named=False)


def is_outlets(act: Act) -> bool:
    """Whether an act gives the words of the outlet that was asked for a correction."""
    return act.kind == "request" and act.act == "answer"


def voice(act: Act, register: Register) -> Voice:
    """The voice of one act."""
    if is_outlets(act):
        return NOBODY
    speaker = act.speaking_for or act.by or (act.body if act.kind != "claim" else None)
    if speaker is None:
        return NOBODY
    body = register.bodies.get(speaker)
    if body is not None:
        return Voice(body.id, register.heads[body.id], body.named)
    person = register.people.get(speaker)
    if person is None:
        return NOBODY
    office = person.office_at(act.spoken_at)
    employer = register.bodies.get(office.body) if office else None
    return (
        Voice(employer.id, register.heads[employer.id], employer.named)
        if employer
        else Voice(None, person.id, named=True)
    )
