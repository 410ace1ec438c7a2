"""What can go wrong on the way to a source. All of it is theirs; what we fail to keep is the inbox's own error.

    SourceError
    ├── Forbidden     we do not go there: another scheme, a private address, a name and password in the address
    ├── Unreachable   no answer: no such name, refused, broken off, a certificate that does not hold
    ├── TooSlow       the time for all of it ran out
    ├── TooLarge      more bytes than a source may send, packed or unpacked
    ├── NotAFeed      what came is no feed: a page, nonsense
    └── Refusing      an answer that is not the document: its status, and when to come again where it says so

Every error says what was expected, what came and where.
"""

GOT_MAX = 2_000  # characters of what came: an address, whole; a header of theirs may have 64 KiB


class SourceError(Exception):
    """The root of the room's errors."""

    def __init__(self, expected: str, got: str, where: str) -> None:
        self.expected, self.got, self.where = expected, got[:GOT_MAX], where
        super().__init__(f"{where}: expected {expected}, got {self.got}")


class Forbidden(SourceError):  # noqa: N818 - the name says what it is
    """We do not go there."""


class Unreachable(SourceError):  # noqa: N818
    """No answer."""


class TooSlow(SourceError):  # noqa: N818
    """The time ran out."""


class TooLarge(SourceError):  # noqa: N818
    """More than a source may send."""


class NotAFeed(SourceError):  # noqa: N818
    """What came is no feed."""


class Refusing(SourceError):  # noqa: N818
    """An answer, but not the document. `again_seconds`: when it says to come again, None when it does not say."""

    def __init__(self, status: int, where: str, again_seconds: int | None = None) -> None:
        self.status, self.again_seconds = status, again_seconds
        super().__init__("200 or 304", str(status), where)
