"""A change of the register takes two coordinators, and what was signed stays as it was signed.

Which bodies own the platform stands in the record, not here: that both are an owner's is asked by the service and by
the signer.
"""

from uarazom.desk.guards import Guard

TABLE = "register_registerchange"
MOVES = {  # state → where it may go, besides staying
    "draft": ("asked", "dropped"),
    "asked": ("draft", "confirmed", "dropped"),
    "confirmed": ("in_force", "refused"),
    "refused": ("draft", "dropped"),
}
ASKED = ("reason", "asked_at", "asked_signature", "asked_manifests")
SIGNED = ("items", "content", "content_digest", "blobs", "manifests", *ASKED)
CONFIRMED = ("confirmed_by_id", "confirmed_at", "confirmed_signature", "confirmed_manifests")


def _coordinates(person: str) -> str:
    """SQL: that person is active and a coordinator."""
    return (
        "EXISTS (SELECT 1 FROM people_personrole r JOIN people_person p ON p.id = r.person_id"
        f" WHERE r.person_id = {person} AND p.is_active AND r.until IS NULL AND r.role = 'coordinator')"
    )


def _changed(columns: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"NEW.{one} <> OLD.{one}" for one in columns) + ")"


def _may_move() -> str:
    moves = [f"OLD.state = '{old}' AND NEW.state = '{new}'" for old, some in MOVES.items() for new in some]
    return " OR ".join(["OLD.state = NEW.state", *moves])


GUARDS = (
    Guard("register_file_kept", "register_registerfile", "DELETE", "a file that a change named is kept"),
    Guard("register_file_same", "register_registerfile", "UPDATE", "a file is never changed"),
    Guard("register_change_kept", TABLE, "DELETE", "a change is let go, never deleted"),
    Guard("register_change_begins", TABLE, "INSERT", "a change begins as a draft", "NEW.state <> 'draft'"),
    Guard(
        "register_change_same",
        TABLE,
        "UPDATE",
        "a change stays the same person's",
        "NEW.made_by_id <> OLD.made_by_id OR NEW.made_at <> OLD.made_at",
    ),
    Guard(
        "register_change_moves",
        TABLE,
        "UPDATE",
        "a change goes from a draft to the record by the steps there are",
        f"OLD.state IN ('in_force', 'dropped') OR NOT ({_may_move()})",
    ),
    Guard(
        "register_change_signed",
        TABLE,
        "UPDATE",
        "what was asked for does not change; what was confirmed neither",
        f"(OLD.state <> 'draft' AND NEW.state <> 'draft' AND {_changed(SIGNED)})"
        f" OR (OLD.state <> 'asked' AND NEW.state <> 'draft' AND OLD.confirmed_by_id IS NOT NULL"
        f" AND {_changed(CONFIRMED)})",
    ),
    Guard(
        "register_change_asked",
        TABLE,
        "UPDATE",
        "a coordinator asks for a change of the register",
        f"NEW.state = 'asked' AND OLD.state <> 'asked' AND NOT {_coordinates('NEW.made_by_id')}",
    ),
    Guard(
        "register_change_confirmed",
        TABLE,
        "UPDATE",
        "a change of the register takes two different active coordinators",
        "NEW.state = 'confirmed' AND OLD.state <> 'confirmed' AND (NEW.confirmed_by_id IS NULL"
        " OR NEW.confirmed_by_id = NEW.made_by_id"
        f" OR NOT {_coordinates('NEW.made_by_id')} OR NOT {_coordinates('NEW.confirmed_by_id')})",
    ),
)
