"""One value of a file that was read, which knows where it stands: the way from plain values to meaning, line by line.

A `Node` answers with a value of the shape asked for, or raises `BadValue` with line, path, what was expected and what
came. `Errors` gathers them, so that whoever wrote the file gets all of them at once and not one a day.

    node = Node.top(loaded)
    node.only(must={"id"}, may={"title"})
    node.get("id").id()
    with errors.caught(): node.get("ends_at").instant()
"""

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from uarazom.editorial.plain_yaml import Loaded, Path
from uarazom.editorial.refusal import Refused
from uarazom.verify import canon
from uarazom.verify import refusal as verify_refusal

ERRORS_MAX = 100  # of one file; whoever has more starts with these
GOT_MAX = 120  # characters of foreign input that a message repeats
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?")


class BadValue(Refused):
    """A value of a file is not what it must be; `where` is line and path."""


@dataclass(frozen=True)
class Node:
    """A value and its place."""

    loaded: Loaded
    value: Any
    path: Path = ()
    prefix: str = ""
    before: int = 0  # how many parts of the path the prefix already says

    @staticmethod
    def top(loaded: Loaded, prefix: str = "") -> "Node":
        """The whole file; `prefix` stands before every place ("item 3")."""
        return Node(loaded, loaded.value, (), prefix)

    @property
    def where(self) -> str:
        """Prefix, line and path, as far as they are known."""
        line = self.loaded.line(self.path)
        name = ".".join(str(part) for part in self.path[self.before :])
        return ", ".join(
            part for part in (self.prefix, self.loaded.file(self.path), f"line {line}" if line else "", name) if part
        )

    def bad(self, expected: str, got: str, remedy: str = "") -> BadValue:
        """The error about this value."""
        return BadValue("file.value", expected=expected, got=got[:GOT_MAX], where=self.where, remedy=remedy)

    # ── structure ────────────────────────────────────────────────────────────────────────────────────────────────────
    def only(self, must: AbstractSet[str], may: AbstractSet[str]) -> "Node":
        """A mapping with every member of `must` and none outside `must` and `may`."""
        self.members()
        if missing := must - set(self.value):
            raise self.bad("a member " + ", ".join(sorted(missing)), "none")
        if unknown := set(self.value) - must - may:
            raise self.bad("only " + ", ".join(sorted(must | may)), ", ".join(sorted(unknown)))
        return self

    def has(self, name: str) -> bool:
        """Whether the mapping has that member, with a value."""
        return isinstance(self.value, dict) and self.value.get(name) is not None

    def get(self, name: str) -> "Node":
        """That member; None stands for one that is absent."""
        return Node(self.loaded, self.value.get(name), (*self.path, name), self.prefix, self.before)

    def members(self) -> dict[str, "Node"]:
        """Every member of a mapping."""
        if not isinstance(self.value, dict):
            raise self.bad("a mapping", size(self.value))
        return {name: self.get(name) for name in self.value}

    def items(self, most: int, least: int = 1) -> tuple["Node", ...]:
        """Every item of a list."""
        if not isinstance(self.value, list) or not least <= len(self.value) <= most:
            raise self.bad(f"a list of {least} to {most}", size(self.value))
        places = enumerate(self.value)
        return tuple(Node(self.loaded, v, (*self.path, i), self.prefix, self.before) for i, v in places)

    # ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def text(self, most: int) -> str:
        """A text that is not empty; line ends made one, space around it taken off."""
        if not isinstance(self.value, str) or not 1 <= len(self.value.strip()) <= most:
            raise self.bad(f"a text of 1 to {most} characters", size(self.value))
        return self.value.replace("\r\n", "\n").replace("\r", "\n").strip()

    def texts(self, most: int) -> dict[str, str]:
        """Texts by language."""
        members = self.members()
        if not members or not all(map(canon.is_language, members)):
            raise self.bad("texts by language", size(self.value))
        return {language: node.text(most) for language, node in members.items()}

    def id(self) -> str:
        """An id of canonical.md."""
        return str(self.fitting(canon.is_id, "an id: small letters, digits, dashes, at most 80"))

    def one_of(self, allowed: tuple[str, ...]) -> str:
        """One of a table."""
        if not isinstance(self.value, str) or self.value not in allowed:
            raise self.bad("one of " + ", ".join(allowed), repr(self.value))
        return self.value

    def all_of(self, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """Some of a table."""
        return tuple(item.one_of(allowed) for item in self.items(len(allowed)))

    def integer(self, least: int, most: int) -> int:
        """An integer within bounds."""
        if type(self.value) is not int or not least <= self.value <= most:
            raise self.bad(f"an integer from {least} to {most}", repr(self.value))
        return self.value

    def truth(self) -> bool:
        """`true` or `false`."""
        if type(self.value) is not bool:
            raise self.bad("true or false", repr(self.value))
        return self.value

    def fitting(self, fits: Callable[[Any], bool], expected: str) -> Any:
        """Whatever passes the test."""
        if not fits(self.value):
            raise self.bad(expected, repr(self.value))
        return self.value

    def instant(self, zone: tzinfo | None = None) -> datetime:
        """An instant with its offset, as UTC; without an offset in `zone`, else refused. Whole seconds."""
        if not isinstance(self.value, str) or not _INSTANT.fullmatch(self.value):
            raise self.bad("an instant, 2022-02-14T19:37:00+02:00", repr(self.value))
        try:
            read = datetime.fromisoformat(self.value)
            read = read.replace(tzinfo=zone) if read.tzinfo is None else read
            if read.tzinfo is None:
                raise self.bad("an instant with its offset, as +02:00 or Z", repr(self.value))
            return canon.instant(canon.instant_text(read.astimezone(UTC)))
        except (ValueError, OverflowError, verify_refusal.Refused) as error:
            raise self.bad("a date and time that exist", repr(self.value)) from error


def size(value: Any) -> str:
    """What came, without repeating it: its sort and length."""
    return f"{type(value).__name__} of {len(value)}" if isinstance(value, str | list | dict) else repr(value)


@dataclass
class Errors:
    """What was found wrong so far."""

    found: list[Refused] = field(default_factory=list)

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Keep what goes wrong inside, and go on; stop reading when there are too many."""
        try:
            yield
        except BadValue as error:
            self.found.append(error)
            if len(self.found) >= ERRORS_MAX:
                raise TooMany from error

    def each(self, read: Callable[[Node], Any], nodes: Mapping[str, Node]) -> dict[str, Any]:
        """`read` of every node that it can read; the errors of the others are kept."""
        kept = {}
        for name, node in nodes.items():
            with self.caught():
                kept[name] = read(node)
        return kept


class TooMany(Exception):  # noqa: N818 - a signal inside this room: the errors are in `Errors`
    """There are `ERRORS_MAX` errors: enough to start with."""
