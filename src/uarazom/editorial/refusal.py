"""Why the newsroom says no: the room's one tree of errors.

    Refused                 they asked for something the rules do not allow; nothing was changed
    ├─ MoveRefused          this draft cannot make this move from the state it is in
    ├─ FourEyesRefused      this person may not do this
    ├─ BadDraft             the draft is not complete, or contradicts the record
    ├─ BadPack              a rule pack that cannot be trusted to hold anything
    └─ BadFile              a file of drafts that cannot be read; carries every error found, not the first

`check` is a stable code (`four_eyes.contributed`) that the desk translates; the other parts are for whoever reads a log
or a terminal. No part ever repeats a password or a key.

    >>> raise FourEyesRefused("four_eyes.inactive", expected="an active person", got="olha, inactive", where="approve")
"""


class Refused(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """One refusal: the rule (`check`), what was expected, what came, where, and what to do next."""

    def __init__(self, check: str, *, expected: str, got: str, where: str = "", remedy: str = "") -> None:
        self.check, self.expected, self.got, self.where, self.remedy = check, expected, got, where, remedy
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """All parts in one line, as the command line prints them."""
        place = f" at {self.where}" if self.where else ""
        advice = f"; {self.remedy}" if self.remedy else ""
        return f"{self.check}{place}: expected {self.expected}, got {self.got}{advice}"


class MoveRefused(Refused):
    """The draft cannot make this move from the state it is in."""


class FourEyesRefused(Refused):
    """This person may not do this here."""


class BadDraft(Refused):
    """The draft is incomplete, too large, or contradicts the record."""


class BadPack(Refused):
    """The rule pack is refused whole: half a pack would hold half of what it promises."""


class BadFile(Refused):
    """A file of drafts is refused whole; `errors` holds every single one, each with its line or item and field."""

    def __init__(self, check: str, errors: tuple[Refused, ...]) -> None:
        self.errors = errors
        first = errors[0]
        super().__init__(check, expected=first.expected, got=first.got, where=first.where, remedy=first.remedy)

    def sentence(self) -> str:
        """Every error, one a line."""
        return "\n".join(error.sentence() for error in self.errors)
