"""What was decided about a finding stays as it was decided; a feed stays the same outlet's."""

from uarazom.desk.guards import Guard, stays

GUARDS = (
    *stays("watch_decision", "a decision about a finding is never changed"),
    Guard("watch_feed_kept", "watch_followedfeed", "DELETE", "a feed is taken off the list, never deleted"),
    Guard(
        "watch_feed_same",
        "watch_followedfeed",
        "UPDATE",
        "a feed stays what it is, and one that was removed stays so",
        "NEW.code <> OLD.code OR NEW.url <> OLD.url OR NEW.name <> OLD.name OR NEW.added_by_id <> OLD.added_by_id"
        " OR OLD.state = 'removed'",
    ),
)
