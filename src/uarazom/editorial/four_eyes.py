"""Who may do what, and how many people it takes.

Rules, in order; the desk asks them, its database holds them, and the signer asks them again from its own list:
1. Only an active person does anything.
2. Roles are held for one body: an author of one ministry is nobody in another.
3. Whoever contributed to a draft, in any of its editions, never approves it; nor does whoever submitted it.
4. One person puts anything on hold at once: an author or approver, of whatever body, in their own body's name.
   Lifting a hold takes two.
5. A change of people's rights takes two coordinators.
6. What the gate held as a danger to life is released by two.
7. A change of the register takes two coordinators of bodies that own the platform.
There is no exception, no flag and no emergency key: a live warning is made fast by having people, not by having one.

    >>> check_approve(Editor("olha", True, {"mod": frozenset({"approver"})}), body="mod", contributors={"ivan"})
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from uarazom.editorial.refusal import FourEyesRefused

ROLES = ("author", "approver", "coordinator", "observer")
HOLDERS = frozenset({"author", "approver"})


@dataclass(frozen=True)
class Editor:
    """A person of the newsroom as the rules see them: id, whether active, roles by body id."""

    id: str
    active: bool
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holds(self, role: str, body: str) -> bool:
        """Whether this person holds `role` for `body`."""
        return role in self.roles.get(body, frozenset())

    def any_role(self) -> frozenset[str]:
        """Every role held anywhere."""
        return frozenset().union(*self.roles.values())


def people_needed(act: str) -> int:
    """How many different people it takes to bring an act out: one for a hold, two for everything else."""
    return 1 if act == "hold" else 2


def check_active(editor: Editor, where: str) -> None:
    """Rule 1."""
    if not editor.active:
        raise FourEyesRefused(
            "four_eyes.inactive",
            expected="an active person",
            got=f"{editor.id}, inactive",
            where=where,
            remedy="ask two coordinators to restore the rights",
        )


def check_role(editor: Editor, role: str, body: str) -> None:
    """Rules 1 and 2."""
    check_active(editor, role)
    if not editor.holds(role, body):
        raise FourEyesRefused(
            "four_eyes.role",
            expected=f"a person with the role {role} for {body}",
            got=f"{editor.id}, who has not",
            where=role,
            remedy="ask somebody who has, or have the role granted by two coordinators",
        )


def check_submit(editor: Editor, *, body: str) -> None:
    """The first pair of eyes."""
    check_role(editor, "author", body)


def check_approve(editor: Editor, *, body: str, contributors: Collection[str], submitter: str = "") -> None:
    """The second pair of eyes: rules 1 to 3."""
    check_role(editor, "approver", body)
    if editor.id in contributors or editor.id == submitter:
        raise FourEyesRefused(
            "four_eyes.contributed",
            expected="somebody who did not work on this draft",
            got=f"{editor.id}, who did",
            where="approve",
            remedy="ask another approver; taking one's own change back does not help",
        )


def check_hold(editor: Editor, *, body: str) -> None:
    """Rule 4: one active author or approver of the body that holds, whosever the document is."""
    check_active(editor, "hold")
    if HOLDERS.isdisjoint(editor.roles.get(body, frozenset())):
        raise FourEyesRefused(
            "four_eyes.role", expected=f"an author or approver for {body}", got=f"{editor.id}, neither", where="hold"
        )


def check_grant(editors: Collection[Editor]) -> None:
    """Rule 5: two different active coordinators."""
    for editor in editors:
        check_active(editor, "grant")
    coordinators = {editor.id for editor in editors if "coordinator" in editor.any_role()}
    _check_two(coordinators, "coordinators", "grant")


def check_owner(editor: Editor, owners: Collection[str]) -> None:
    """Rule 7, of one person: an active coordinator of one of `owners`."""
    check_active(editor, "register")
    if not any(editor.holds("coordinator", body) for body in owners):
        raise FourEyesRefused(
            "four_eyes.owner",
            expected="a coordinator of " + (" or ".join(owners) or "a body that owns the platform; there is none"),
            got=editor.id,
            where="register",
        )


def check_register(editors: Collection[Editor], owners: Collection[str]) -> None:
    """Rule 7: two different ones."""
    for editor in editors:
        check_owner(editor, owners)
    _check_two({editor.id for editor in editors}, "coordinators", "register")


def check_gate_release(editors: Collection[Editor], *, body: str, danger: bool) -> None:
    """Rule 6, and for everything else at least one approver of the body."""
    for editor in editors:
        check_role(editor, "approver", body)
    people = {editor.id for editor in editors}
    if danger:
        _check_two(people, "approvers", "release a danger to life")
    elif not people:
        raise FourEyesRefused("four_eyes.nobody", expected="an approver", got="nobody", where="release")


def _check_two(people: Collection[str], whom: str, where: str) -> None:
    if len(people) < 2:
        raise FourEyesRefused(
            "four_eyes.two_needed",
            expected=f"two different {whom}",
            got=", ".join(sorted(people)) or "nobody",
            where=where,
        )
