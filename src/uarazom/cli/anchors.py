"""The anchor that a person gives to a command: a file from elsewhere, never from what is being checked."""

from pathlib import Path

from uarazom.cli.say import UsageError
from uarazom.verify.anchor import ANCHOR_MAX_BYTES, Anchor
from uarazom.verify.refusal import Refused


def read_anchor(given: Path | None, *, beside: Path | None = None) -> Anchor:
    """The anchor in a file. Without one, that of the instance whose own public folder is being checked.

    Raises: ``UsageError`` where there is none, or it is no anchor.
    """
    path = given or (beside.resolve().parent / "anchor" if beside else None)
    if path is None or not path.is_file():
        raise UsageError("expected --anchor FILE: four lines that you have from elsewhere, never from what you check")
    try:
        with path.open("rb") as file:
            return Anchor.parse(file.read(ANCHOR_MAX_BYTES + 1))
    except (OSError, Refused) as error:
        raise UsageError(f"expected an anchor in {path}: {error}") from error
