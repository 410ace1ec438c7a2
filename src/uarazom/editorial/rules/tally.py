"""The gate in numbers, for everybody to see: per rule how often it found something and how often that was let go.

No text, no draft, no person: only the pack's digest and counts. What the public may ask of a gate is whether it is used
to silence; a rule that holds much and releases all of it, or nothing, shows here.

    tally(pack, [(findings, releases), …], at)
    {"digest": "…", "rules": 12, "expired": 1, "found": {"phone": 3}, "released": {"phone": 2}}
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from uarazom.editorial.gate import Finding
from uarazom.editorial.rules.pack import Pack
from uarazom.editorial.rules.release import Release


def tally(
    pack: Pack, checks: Iterable[tuple[Collection[Finding], Collection[Release]]], at: datetime
) -> dict[str, Any]:
    """The counts over any number of drafts; rules that found nothing are there with 0."""
    found, released = Counter[str](), Counter[str]()
    for findings, releases in checks:
        found.update(finding.rule for finding in findings if finding.state != "expired")
        released.update(release.rule for release in releases)
    return {
        **pack.public(),
        "expired": len(pack.expired(at)),
        "found": {rule.id: found[rule.id] for rule in pack.rules},
        "released": {rule.id: released[rule.id] for rule in pack.rules},
    }
