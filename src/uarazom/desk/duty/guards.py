"""What the database itself holds of warnings: an exercise stays one, and only the two who issued take back alone."""

from uarazom.desk.guards import Guard, stays

GUARDS = (
    *stays("duty_task", "what a draft of a warning does, and whether it is an exercise, never changes"),
    Guard(
        "duty_task_alert",
        "duty_task",
        "INSERT",
        "only a draft of a warning has a task, from its beginning",
        "NOT EXISTS (SELECT 1 FROM drafts_draftrow d WHERE d.id = NEW.draft_id AND d.kind = 'alert')"
        " OR EXISTS (SELECT 1 FROM drafts_submission s WHERE s.draft_id = NEW.draft_id)",
    ),
    Guard("duty_retraction_kept", "duty_retraction", "DELETE", "a retraction stays"),
    Guard(
        "duty_retraction_same",
        "duty_retraction",
        "UPDATE",
        "what was signed stays, and an answer stays",
        "NEW.submission_id <> OLD.submission_id OR NEW.person_id <> OLD.person_id OR NEW.digest <> OLD.digest"
        " OR NEW.signature <> OLD.signature OR OLD.state <> 'waiting'",
    ),
    Guard(
        "duty_retraction_of_two",
        "duty_retraction",
        "INSERT",
        "one of the two who issued a warning takes it back, once it went out",
        "NOT EXISTS (SELECT 1 FROM drafts_approval a JOIN outbox_outboxrow o ON o.submission_id = a.submission_id"
        " WHERE a.submission_id = NEW.submission_id AND a.person_id = NEW.person_id"
        " AND a.role IN ('submit', 'approve') AND o.state = 'delivered')",
    ),
)
