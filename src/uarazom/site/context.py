"""What every page needs to know: the ledger at an instant, who is who, which languages, and what is where.

One `Context` serves one render. It answers, each at most once per document:

    context.documents()             ids of all documents that exist at `now`, in the order of entry
    context.document(id)            the document with the acts that exist at `now`, or None
    context.status(id)              acts.status.status(document, register, now)
    context.words(act)              the act's words, or None (removed or missing); context.removed_by(act) says by which entry
    context.item(id, lang)          ItemView: how the document reads in one line, in any list
    context.languages               the register's languages in order, as `language.Language`
    context.register, .zone, .now, .mode, .index

Rules
1. An act exists when its `issued_at` and its `known_at` are both at or before `now` (DESIGN §4); acts.ledger says so.
2. The index (lists by month, section, region, body, status) is made once and can be carried to a later instant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from uarazom.acts.ledger import Ledger


class Context:
    """The ledger at one instant, as pages ask for it. See the module for what it answers."""

    def __init__(self, ledger: Ledger, now: datetime) -> None:
        """Hold the ledger and the instant; everything else is found when first asked for."""
        self.ledger = ledger
        self.now = now
        self.register = ledger.register(now)
