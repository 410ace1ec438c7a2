"""The gate in numbers, for everybody to see: what each rule did, as the register's `rule_pack` says it.

No text, no draft, no person: only the pack's digest and counts. What the public may ask of a gate is whether it is used
to silence; a rule that holds much and lets go all of it, or nothing, shows here.

    tally(pack, [(findings, {finding.key for those let go}), …])
    {"digest": "…", "rules": 12, "counts": {"phone": {"flagged": 0, "held": 3, "released": 2}}}

Rules: a finding of a rule that has ended counts as nothing, and so does one of a rule that the pack no longer has; a
rule that found nothing is left out (docs/formats/roster.md).
"""

from collections.abc import Collection, Iterable
from typing import Any, Protocol

from uarazom.editorial.rules.pack import Pack


class Found(Protocol):
    """What this needs of a `gate.Finding`, or of one that was kept with a submission."""

    @property
    def key(self) -> str:
        """Of the match in its place."""

    @property
    def rule(self) -> str:
        """Whose finding it is."""

    @property
    def state(self) -> str:
        """`holds`, `flags` or `expired`."""


def tally(pack: Pack, checks: Iterable[tuple[Collection[Found], Collection[str]]]) -> dict[str, Any]:
    """The pack and its counts over any number of drafts; of each, the findings and the keys of those let go."""
    known = {rule.id for rule in pack.rules}
    counts: dict[str, dict[str, int]] = {}
    for findings, let_go in checks:
        for finding in findings:
            if finding.rule in known and finding.state != "expired":
                _count(counts.setdefault(finding.rule, {"flagged": 0, "held": 0, "released": 0}), finding, let_go)
    return {**pack.public(), **({"counts": dict(sorted(counts.items()))} if counts else {})}


def _count(count: dict[str, int], finding: Found, let_go: Collection[str]) -> None:
    if finding.state == "flags":
        count["flagged"] += 1
        return
    count["held"] += 1
    count["released"] += finding.key in let_go
