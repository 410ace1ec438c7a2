"""Who must have signed before the signer signs: pure rules over approvals and the list of people.

Rules, in order:
 1. Every approval names this content, and its signature is its person's own over docs/formats/approval.md.
 2. Every person is on the list and active.
 3. A `hold` of any document takes one `hold` signature of an author or approver of the body that signs the hold.
    A register takes two `grant` signatures of different coordinators; so does a change of the list, of two whose own
    line it is not. The manifest of a file that registers name may take the same two, where an owner signs it.
    Anything else takes one `submit` by an author of its body and one `approve` by an approver of its body.
 4. Submit and approve are different people over the same contributors and embargo; the approver contributed nothing.
 5. The embargo has passed.
A sealed retraction takes one `retract` signature of one of the two people of its warning, with nothing else said in it.
Nothing switches a rule off.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from uarazom.acts import kinds
from uarazom.record.journal import Person
from uarazom.record.request import Approval
from uarazom.verify import approval
from uarazom.verify.entry import FORMATS, MANIFEST, REGISTER
from uarazom.verify.keys import PublicKey
from uarazom.verify.refusal import Refused

REGISTER_FORMAT, MANIFEST_FORMAT = FORMATS[REGISTER], FORMATS[MANIFEST]
People = Mapping[str, Person]


class Embargoed(Refused):
    """Approved, and not yet to be published: the same request succeeds later."""


def check(
    content: Mapping[str, Any],
    digest: str,
    approvals: Sequence[Approval],
    people: People,
    now: str,
    owners: Collection[str] | None = None,
) -> None:
    """Refuse content that the right people have not approved. `now` is an instant; `digest` the content digest;
    `owners` the bodies that own the platform, None before the first register."""
    check_signatures(str(content.get("origin")), digest, approvals, people)
    if content.get("format") == REGISTER_FORMAT:
        _check_register(approvals, people, owners)
    elif content.get("format") == MANIFEST_FORMAT and approvals and all(one.role == "grant" for one in approvals):
        _check_brought(content, approvals, people, owners)
    elif content.get("act") == "hold":
        _check_hold(str(content.get("body")), approvals, people)
    else:
        _check_four_eyes(str(content.get("body")), approvals, people)
    for one in approvals:
        if one.embargo is not None and one.embargo > now:
            raise Embargoed("embargo", f"{one.embargo} or later", now, digest, "it is published when the embargo ends")


def check_signatures(origin: str, digest: str, approvals: Sequence[Approval], people: People) -> None:
    """Rules 1 and 2."""
    for one in approvals:
        if one.content != digest:
            raise Refused("approval", f"an approval of {digest}", f"one of {one.content}", one.person)
        person = people.get(one.person)
        if person is None or not person.active:
            raise Refused("approval", "an active person of the signer's list", repr(one.person), one.role)
        approval.check(PublicKey.parse(person.public), one.signature, one.statement(origin))


def check_grant(approvals: Sequence[Approval], people: People, about: str = "") -> None:
    """Two coordinators, different people, none of them the one whose line it is."""
    names = {one.person for one in approvals if one.role == "grant" and people[one.person].has("coordinator")}
    if len(names - {about}) < 2 or any(one.role != "grant" for one in approvals):
        expected = "grant signatures of two active coordinators"
        raise Refused("approval", expected, _told(approvals), "grant")


def check_retract(one: Approval, people: People, two: Collection[str], origin: str) -> None:
    """One of the `two` people who submitted and approved the warning, still active."""
    check_signatures(origin, one.content, [one], people)
    if one.role != "retract" or one.person not in two or one.contributors or one.embargo is not None:
        expected = "a retract signature, and nothing besides, of " + " or ".join(sorted(two))
        raise Refused("approval", expected, _told([one]), "retraction")


def _check_register(approvals: Sequence[Approval], people: People, owners: Collection[str] | None) -> None:
    """Whoever owns the platform says who takes part in it."""
    check_grant(approvals, people)
    bodies = [None] if owners is None else owners
    names = {one.person for one in approvals if any(people[one.person].has("coordinator", body) for body in bodies)}
    if len(names) < 2:
        expected = "grant signatures of two active coordinators of " + (", ".join(owners or ()) or "an owner")
        raise Refused("approval", expected, _told(approvals), "register")


def _check_brought(
    content: Mapping[str, Any], approvals: Sequence[Approval], people: People, owners: Collection[str] | None
) -> None:
    """A file that a change of the register brings along: the two who sign the change sign for it too."""
    if content.get("purpose") not in kinds.REGISTER_FILES or content.get("body") not in (owners or ()):
        expected = (
            f"a file of the register ({', '.join(kinds.REGISTER_FILES)}) of {', '.join(owners or ()) or 'an owner'}"
        )
        raise Refused("approval", expected, f"{content.get('purpose')} of {content.get('body')}", "manifest")
    _check_register(approvals, people, owners)


def _check_hold(body: str, approvals: Sequence[Approval], people: People) -> None:
    """Anyone's document, in one's own body's name: one person never speaks for a body that is not theirs."""
    for one in approvals:
        person = people[one.person]
        if one.role == "hold" and (person.has("author", body) or person.has("approver", body)):
            return
    raise Refused("approval", f"a hold signature of an active author or approver of {body}", _told(approvals), "hold")


def _check_four_eyes(body: str, approvals: Sequence[Approval], people: People) -> None:
    if sorted(one.role for one in approvals) != ["approve", "submit"]:
        raise Refused("approval", "one submit and one approve", _told(approvals), body)
    approve, submit = sorted(approvals, key=lambda one: one.role)
    for one, role in ((submit, "author"), (approve, "approver")):
        if not people[one.person].has(role, body):
            raise Refused("approval", f"an active {role} of {body}", one.person, one.role)
    if approve.person == submit.person or approve.person in (*approve.contributors, *submit.contributors):
        remedy = "somebody who wrote nothing in it must approve it"
        raise Refused("four eyes", "an approver who did not contribute", approve.person, body, remedy)
    said, meant = ((one.contributors, one.embargo) for one in (approve, submit))
    if said != meant:
        raise Refused("approval", f"the same contributors and embargo as submitted: {meant}", str(said), body)


def _told(approvals: Sequence[Approval]) -> str:
    return ", ".join(f"{one.role} by {one.person}" for one in approvals) or "nothing"
