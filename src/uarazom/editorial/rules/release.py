"""Letting a held finding go: by whom, in which role, on which ground, with which reason.

Nothing is deleted and nothing is overruled in silence. Rules:
1. The people are approvers of the draft's body, active, and not among its contributors.
2. A danger to life takes two different people.
3. The ground is one that the rule accepts. `already_official` names the address where it stands officially.
4. A reason is written, at least `REASON_MIN` characters: "ok" is not one.

    release = decide(finding, [olha], body="mod", contributors={"ivan"}, ground="already_official",
                     reason="Stands on the ministry's page since morning", url="https://www.example.org/1")
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from uarazom.editorial.four_eyes import Editor, check_gate_release
from uarazom.editorial.refusal import FourEyesRefused, Refused
from uarazom.editorial.rules.pack import GROUNDS

REASON_MIN, REASON_MAX = 10, 2_000
URL_MAX = 2_000
_URL = re.compile(r"https?://[^\s/?#@:]{1,253}(?::[0-9]{1,5})?(?:[/?#][^\s]{0,1900})?")


class Held(Protocol):
    """What a release needs of a finding."""

    @property
    def key(self) -> str:
        """The finding's key."""

    @property
    def rule(self) -> str:
        """The rule's id."""

    @property
    def danger(self) -> bool:
        """Whether it takes two."""

    @property
    def releasable(self) -> tuple[str, ...]:
        """The grounds that the rule accepts."""


@dataclass(frozen=True)
class Release:
    """A finding let go. `people` in the order in which they agreed; what they hold is the `role`."""

    finding: str
    rule: str
    people: tuple[str, ...]
    role: str
    ground: str
    reason: str
    url: str | None = None


def decide(
    finding: Held,
    editors: Collection[Editor],
    *,
    body: str,
    contributors: Collection[str],
    ground: str,
    reason: str,
    url: str | None = None,
) -> Release:
    """The release, or the refusal that says what is missing."""
    check_gate_release(editors, body=body, danger=finding.danger)
    _check_contributors(editors, contributors)
    _check_ground(finding, ground, url)
    _check_reason(reason)
    people = tuple(dict.fromkeys(editor.id for editor in editors))
    return Release(finding.key, finding.rule, people, "approver", ground, reason.strip(), url)


def _check_contributors(editors: Collection[Editor], contributors: Collection[str]) -> None:
    own = sorted({editor.id for editor in editors} & set(contributors))
    if own:
        raise FourEyesRefused(
            "four_eyes.contributed",
            expected="somebody who did not work on this draft",
            got=", ".join(own) + ", who did",
            where="release",
        )


def _check_ground(finding: Held, ground: str, url: str | None) -> None:
    if ground not in finding.releasable:
        expected = ", ".join(g for g in GROUNDS if g in finding.releasable)
        raise Refused("gate.ground", expected=expected, got=ground, where=finding.rule)
    if ground == "already_official" and not (url and len(url) <= URL_MAX and _URL.fullmatch(url)):
        raise Refused(
            "gate.address",
            expected="the absolute address at which it is already officially published",
            got=url or "none",
            where=finding.rule,
        )
    if ground != "already_official" and url:
        raise Refused("gate.address", expected="no address with this ground", got=url, where=finding.rule)


def _check_reason(reason: str) -> None:
    if not REASON_MIN <= len(reason.strip()) <= REASON_MAX:
        expected = f"a reason of {REASON_MIN} to {REASON_MAX} characters"
        raise Refused("gate.reason", expected=expected, got=f"{len(reason.strip())}", where="release")
