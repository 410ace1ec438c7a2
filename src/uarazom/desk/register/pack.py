"""The gate's rules in use, against what the register says of them, and what each rule did so far.

Rules
1. The pack in use is the desk's own (DIR/rules.yaml); the public reads of it in the register. Where the two differ,
   coordinators are told, until they publish it.
2. Counted once for each draft, as it stands: what was submitted and published by what was kept with the submission, any
   other by asking the gate now. No text, no draft, no person is published.

    differs(register)           # whether there is something to publish
    item(now)                   # the item that a change of the register takes
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from uarazom.acts.register import Register
from uarazom.desk.drafts import findings
from uarazom.desk.drafts.models import DraftRow, Submission
from uarazom.desk.newsroom import newsroom
from uarazom.desk.register.items import RULE_PACK, Item
from uarazom.editorial.rules.tally import Found, tally

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Kept:
    """A finding as a submission kept it."""

    key: str
    rule: str
    state: str


def differs(register: Register) -> bool:
    """Rule 1. A desk without rules and a register without a pack agree."""
    stands, used = register.rule_pack, newsroom().pack
    return bool(used.rules) if stands is None else stands.digest != used.digest


def item(now: datetime) -> Item:
    """The pack in use, and its counts."""
    return Item(RULE_PACK, RULE_PACK, tally(newsroom().pack, _checks(now)))


def _checks(now: datetime) -> Iterator[tuple[Collection[Found], Collection[str]]]:
    """Rule 2, draft by draft."""
    if not newsroom().pack.rules:
        return
    published = Submission.objects.filter(draft__state="published").order_by("pk").values_list("draft_id", "findings")
    last = dict(published.iterator(ROWS_AT_ONCE))  # of a draft, the last submission is the one that was published
    for found in last.values():
        ours = [Kept(one["key"], one["rule"], one["state"]) for one in found]
        yield ours, {one["key"] for one in found if one["released_by"]}
    for row in DraftRow.objects.exclude(state="published").iterator(ROWS_AT_ONCE):
        seen = findings.look(row, now=now)
        yield [one.finding for one in seen], {one.finding.key for one in seen if one.releases and not one.holds}
