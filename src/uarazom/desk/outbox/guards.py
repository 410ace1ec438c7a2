"""Nothing goes out without its signatures, nothing counts as approved without going out, nothing that was signed is
taken back without a word to the signer."""

from collections.abc import Iterable

from uarazom.desk.guards import Guard, stays
from uarazom.editorial.transitions import SIGNED

TWO_SIGNED = (
    "EXISTS (SELECT 1 FROM drafts_approval a JOIN drafts_approval b ON a.submission_id = b.submission_id"
    " WHERE a.submission_id = NEW.submission_id AND a.role = 'submit' AND b.role = 'approve'"
    " AND a.person_id <> b.person_id)"
)
HOLD_SIGNED = (
    "EXISTS (SELECT 1 FROM drafts_approval a JOIN drafts_submission s ON s.id = a.submission_id"
    " JOIN drafts_draftrow d ON d.id = s.draft_id"
    " WHERE a.submission_id = NEW.submission_id AND a.role = 'hold' AND d.act = 'hold')"
)
CURRENT = (
    "EXISTS (SELECT 1 FROM drafts_submission s JOIN drafts_draftrow d ON d.id = s.draft_id"
    " JOIN drafts_edition e ON e.id = s.edition_id WHERE s.id = NEW.submission_id AND e.number = d.edition"
    " AND s.content_digest = NEW.content_digest"
    " AND s.id = (SELECT MAX(id) FROM drafts_submission WHERE draft_id = d.id))"
)
OUT = (
    "EXISTS (SELECT 1 FROM outbox_outboxrow o JOIN drafts_submission s ON s.id = o.submission_id"
    " WHERE s.draft_id = NEW.id AND o.state {states})"
)
VOID = (
    "EXISTS (SELECT 1 FROM outbox_voidrow v JOIN drafts_submission s ON s.content_digest = v.content_digest"
    " WHERE s.id = (SELECT MAX(id) FROM drafts_submission WHERE draft_id = NEW.id))"
)
ON_ITS_WAY = OUT.format(states="IN ('waiting', 'sending')")
DELIVERED = OUT.format(states="= 'delivered'")


def _texts(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


GUARDS = (
    *stays("outbox_attempt", "an attempt is never changed"),
    Guard("outbox_outboxrow_kept", "outbox_outboxrow", "DELETE", "what was approved is never deleted"),
    Guard(
        "outbox_outboxrow_signed",
        "outbox_outboxrow",
        "INSERT",
        "nothing goes out without the signatures it takes, over its current edition",
        f"NOT {CURRENT} OR NOT ({TWO_SIGNED} OR {HOLD_SIGNED})",
    ),
    Guard(
        "outbox_outboxrow_same",
        "outbox_outboxrow",
        "UPDATE",
        "a row stays the same content, and an answer stays",
        "NEW.submission_id <> OLD.submission_id OR NEW.content_digest <> OLD.content_digest"
        " OR NEW.not_before <> OLD.not_before OR OLD.state IN ('delivered', 'refused', 'recalled')",
    ),
    Guard("outbox_voidrow_kept", "outbox_voidrow", "DELETE", "what is void stays void"),
    Guard(
        "outbox_voidrow_same",
        "outbox_voidrow",
        "UPDATE",
        "what is void stays void, and an answer stays",
        "NEW.content_digest <> OLD.content_digest OR OLD.answered_at IS NOT NULL",
    ),
    Guard(
        "drafts_draftrow_taken_back",
        "drafts_draftrow",
        "UPDATE",
        "what was signed is taken back together with a word to the signer",
        f"OLD.state IN ({_texts(SIGNED)}) AND NEW.state NOT IN ({_texts(SIGNED)}, 'published') AND NOT {VOID}",
    ),
    Guard(
        "drafts_draftrow_approved",
        "drafts_draftrow",
        "UPDATE",
        "a draft is approved together with its outbox row",
        f"NEW.state IN ('approved', 'embargoed') AND NEW.state <> OLD.state AND NOT {ON_ITS_WAY}",
    ),
    Guard(
        "drafts_draftrow_published",
        "drafts_draftrow",
        "UPDATE",
        "a draft is published when the signer has answered with a receipt",
        f"NEW.state = 'published' AND NEW.state <> OLD.state AND NOT {DELIVERED}",
    ),
)
