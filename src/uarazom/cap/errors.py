"""What can go wrong in this room.

    CapError
    ├── CapRefused        they: bytes that are not taken at all; nothing of them was read
    │   ├── TooLarge      more bytes, tags, attributes or levels than a limit of `cap.xml.Limits` allows
    │   ├── HasDtd        a document type declaration, and with it any entity
    │   └── NotXml        not well-formed, or cut off; no alert, where one had to be
    ├── BadAlert          we: an alert that CAP cannot say; carries every finding, not only the first
    └── BadKey            we: a key or certificate that may not sign

What is merely wrong inside a message is no error: the message is read, and says so in its `defects`.
"""

from collections.abc import Sequence

from uarazom.cap.finding import GOT_MAX, Finding


class CapError(Exception):
    """The root of this room's errors."""


class CapRefused(CapError):  # noqa: N818 - the name says what it is
    """Bytes that are not taken; says what was expected, what came, and where."""

    def __init__(self, expected: str, got: object, where: str) -> None:
        super().__init__(expected, got, where)
        self.expected, self.got, self.where = expected, got, where

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, got {str(self.got)[:GOT_MAX]}"


class TooLarge(CapRefused):
    """More than a limit allows."""


class HasDtd(CapRefused):
    """A document type declaration."""


class NotXml(CapRefused):
    """Not well-formed XML, or not the alert that had to be in it."""


class BadAlert(CapError):  # noqa: N818
    """An alert that cannot be said in CAP 1.2; `findings` holds every reason."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings)
        self.findings = tuple(findings)

    def __str__(self) -> str:
        return "not issuable:\n" + "\n".join(f"  {finding}" for finding in self.findings)


class BadKey(CapError):  # noqa: N818
    """A key or certificate that may not sign an alert."""
