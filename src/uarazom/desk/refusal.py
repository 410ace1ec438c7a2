"""Why the desk says no: the room's one tree of errors.

    DeskRefused                they asked for something that may not be; nothing was changed
    ├─ WrongPasswordGiven      the password is not this person's
    ├─ TooManyAttempts         wait before the next password
    ├─ EditionIsStale          somebody saved in between: carries the edition that stands now
    ├─ RecordMovedOn           another act was published on this document since
    ├─ GateHolds               findings that nobody released
    ├─ QuotationsUnread        quotations that differ from the record, and nobody let go: carries them
    └─ NotFound                no such thing, or not for this person

``code`` is stable; the words stand in ``locale/<language>.yaml`` under ``refusal.<code>`` and take ``values``.
The editorial rules' own refusals (``editorial.refusal.Refused``) pass through as they are.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uarazom.editorial.quotations import Quoted


class DeskRefused(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """One refusal with the values its words need."""

    def __init__(self, code: str, **values: str | int) -> None:
        self.code, self.values = code, values
        super().__init__(code + (f" ({', '.join(f'{k}: {v}' for k, v in values.items())})" if values else ""))


class WrongPasswordGiven(DeskRefused):
    """Said in the same words for a person who does not exist."""

    def __init__(self) -> None:
        super().__init__("wrong_password")


class TooManyAttempts(DeskRefused):
    """Back-off: the password was not looked at."""

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(1, int(wait.total_seconds()))
        super().__init__("too_many_attempts", n=self.seconds)


class EditionIsStale(DeskRefused):
    """The edition that the form was made from is not the current one."""

    def __init__(self, expected: int, current: int) -> None:
        self.expected, self.current = expected, current
        super().__init__("edition_is_stale", expected=expected, current=current)


class RecordMovedOn(DeskRefused):
    """What was submitted stands behind an act that is no longer the document's last."""

    def __init__(self, document: str) -> None:
        super().__init__("record_moved_on", document=document)


class GateHolds(DeskRefused):
    """Findings without the releases they need."""

    def __init__(self, count: int) -> None:
        super().__init__("gate_holds", n=count)


class QuotationsUnread(DeskRefused):
    """What was found beside the record was not let go as it stands now."""

    def __init__(self, found: "tuple[Quoted, ...]") -> None:
        self.found = found
        super().__init__("quotations_unread", n=len(found))


class NotFound(DeskRefused):
    """Said in the same words for what does not exist and for what this person may not see."""

    def __init__(self, what: str) -> None:
        super().__init__("not_found", what=what)
