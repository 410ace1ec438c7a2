"""Four eyes, held by the database: whoever writes these rows, with or without the services."""

from uarazom.desk.guards import Guard, stays

AUTHOR, APPROVER = "'author'", "'approver'"
DRAFT = "(SELECT {column} FROM drafts_draftrow WHERE id = NEW.draft_id)"
OF_SUBMISSION = (
    "(SELECT {column} FROM drafts_submission s JOIN drafts_draftrow d ON d.id = s.draft_id"
    " JOIN drafts_edition e ON e.id = s.edition_id WHERE s.id = NEW.submission_id)"
)


def _of(column: str) -> str:
    return OF_SUBMISSION.format(column=column)


def _holds(role: str, *, anywhere: bool = False) -> str:
    """SQL: NEW.person_id is active and holds one of the roles for the draft's body, or for any."""
    where = "" if anywhere else f" AND r.body = {_of('d.body')}"
    return (
        "EXISTS (SELECT 1 FROM people_personrole r JOIN people_person p ON p.id = r.person_id"
        f" WHERE r.person_id = NEW.person_id AND p.is_active AND r.until IS NULL AND r.role IN ({role}){where})"
    )


GUARDS = (
    *stays("drafts_edition", "an edition is never changed: save another one"),
    *stays("drafts_contributor", "who contributed once is a contributor for ever"),
    *stays("drafts_submission", "what was submitted is never changed"),
    *stays("drafts_approval", "a signature is never changed"),
    *stays("drafts_mediafile", "a file is never changed"),
    *stays("drafts_findingrelease", "a release is never changed"),
    *stays("drafts_move", "what happened is never changed"),
    Guard("drafts_draftrow_kept", "drafts_draftrow", "DELETE", "a draft is let go, never deleted"),
    Guard(
        "drafts_draftrow_same",
        "drafts_draftrow",
        "UPDATE",
        "a draft stays the same act on the same document of the same body",
        "NEW.document <> OLD.document OR NEW.kind <> OLD.kind OR NEW.act <> OLD.act OR NEW.body <> OLD.body"
        " OR NEW.created_by_id <> OLD.created_by_id",
    ),
    Guard(
        "drafts_edition_next",
        "drafts_edition",
        "INSERT",
        "editions are numbered without a gap",
        "NEW.number <> COALESCE((SELECT MAX(number) FROM drafts_edition WHERE draft_id = NEW.draft_id), 0) + 1",
    ),
    Guard(
        "drafts_edition_maker",
        "drafts_edition",
        "INSERT",
        "who makes an edition is a contributor",
        "NOT EXISTS (SELECT 1 FROM drafts_contributor WHERE draft_id = NEW.draft_id AND person_id = NEW.made_by_id)",
    ),
    Guard(
        "drafts_submission_current",
        "drafts_submission",
        "INSERT",
        "only the current edition of its own draft is submitted",
        f"NOT EXISTS (SELECT 1 FROM drafts_edition WHERE id = NEW.edition_id AND draft_id = NEW.draft_id"
        f" AND number = {DRAFT.format(column='edition')})",
    ),
    Guard(
        "drafts_approval_current",
        "drafts_approval",
        "INSERT",
        "an edit voids an approval: only the last submission, of the current edition, can be signed",
        f"{_of('e.number')} <> {_of('d.edition')} OR NEW.submission_id <>"
        f" (SELECT MAX(id) FROM drafts_submission WHERE draft_id = {_of('d.id')})",
    ),
    Guard(
        "drafts_approval_four_eyes",
        "drafts_approval",
        "INSERT",
        "who contributed to a draft or submitted it never approves it",
        "NEW.role = 'approve' AND ("
        f"EXISTS (SELECT 1 FROM drafts_contributor WHERE draft_id = {_of('d.id')} AND person_id = NEW.person_id)"
        " OR EXISTS (SELECT 1 FROM drafts_approval WHERE submission_id = NEW.submission_id"
        " AND role = 'submit' AND person_id = NEW.person_id))",
    ),
    Guard(
        "drafts_approval_submitted",
        "drafts_approval",
        "INSERT",
        "only what was submitted can be approved",
        f"NEW.role = 'approve' AND ({_of('d.state')} <> 'submitted'"
        " OR NOT EXISTS (SELECT 1 FROM drafts_approval WHERE submission_id = NEW.submission_id"
        " AND role = 'submit'))",
    ),
    Guard(
        "drafts_approval_role",
        "drafts_approval",
        "INSERT",
        "the person does not hold the role for this body",
        f"(NEW.role = 'submit' AND NOT {_holds(AUTHOR)})"
        f" OR (NEW.role = 'approve' AND NOT {_holds(APPROVER)})"
        f" OR (NEW.role = 'hold' AND NOT " + _holds("'author', 'approver'", anywhere=True) + ")",
    ),
    Guard(
        "drafts_approval_hold",
        "drafts_approval",
        "INSERT",
        "one signature is enough for a hold alone",
        f"NEW.role = 'hold' AND {_of('d.act')} <> 'hold'",
    ),
)
