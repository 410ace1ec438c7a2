"""YAML as people write it and nothing more: the one way a rule pack, a submitted file or a corpus comes in.

YAML 1.1 turns `no` into a falsehood and an unquoted date into an object, and lets ten lines grow to a gigabyte. Rules:
1. Length first: more than `bytes_max` bytes, or not UTF-8, is refused before a byte is parsed.
2. Mappings, sequences, strings, integers, `true`, `false` and `null`; all else, dates too, stays the string written.
3. No anchors, aliases, tags, second documents, merge keys or keys that are not strings; no key twice in one mapping.
4. At most `DEPTH_MAX` deep and `VALUES_MAX` values.
5. Every value's line is known by its path, so that whoever reads on can name it.

    loaded = load(b"rules:\\n- id: one\\n", bytes_max=1_000)
    loaded.value                        # {'rules': [{'id': 'one'}]}
    loaded.line(("rules", 0, "id"))     # 2

JSON is read by `plain_json` with the same bounds; both give `Loaded`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from uarazom.editorial.refusal import Refused

DEPTH_MAX = 16  # as in canonical.md
VALUES_MAX = 200_000  # a corpus of a few thousand acts; memory stays in tens of megabytes
INTEGER_MAX = 2**53 - 1
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,15})")
_WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path = tuple[str | int, ...]


class NotPlain(Refused):
    """The bytes are not what this reader takes; `where` is the line."""


@dataclass(frozen=True)
class Loaded:
    """What was read, and the line of each value by path; of several files read as one, which file a part is of."""

    value: Any
    lines: Mapping[Path, int] = field(default_factory=dict)
    files: Mapping[Path, str] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of the value at `path`, or of the nearest thing around it; 0 when lines are not known."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def file(self, path: Path) -> str:
        """Which of several files a value stands in; nothing of one file, or of what stands in several."""
        return next((self.files[path[:n]] for n in (1, 2) if path[:n] in self.files), "")


def load(raw: bytes, *, bytes_max: int) -> Loaded:
    """Read one YAML document; NotPlain with its line otherwise."""
    text = _text(raw, bytes_max)
    try:
        events = _Events(iter(yaml.parse(text, Loader=_LOADER)))
        return _Reader(events).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or "unreadable")
        raise _refuse("well-formed YAML", problem, mark.line + 1 if mark else 0) from error


def plain_json(raw: bytes, *, bytes_max: int) -> Any:
    """Read one JSON value under the same rules; NotPlain otherwise."""
    text = _text(raw, bytes_max)
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_float=str, parse_constant=_constant, parse_int=_json_integer
        )
    except json.JSONDecodeError as error:
        raise _refuse("well-formed JSON", error.msg, error.lineno) from error
    except RecursionError as error:
        raise _refuse(f"at most {DEPTH_MAX} levels", "more", 0) from error
    _check_depth(value)
    return value


def _text(raw: bytes, bytes_max: int) -> str:
    if len(raw) > bytes_max:
        raise _refuse(f"at most {bytes_max} bytes", f"{len(raw)}", 0)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refuse("UTF-8", f"a byte that is not, at {error.start}", raw[: error.start].count(b"\n") + 1) from error


def _refuse(expected: str, got: str, line: int) -> NotPlain:
    return NotPlain("file.not_plain", expected=expected, got=got, where=f"line {line}" if line else "")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        raise _refuse("each member once", next(f"{n} twice" for n in names if names.count(n) > 1), 0)
    return value


def _constant(text: str) -> Any:
    raise _refuse("a number", text, 0)


def _json_integer(text: str) -> int:
    if not _INTEGER.fullmatch(text) or abs(int(text)) > INTEGER_MAX:
        raise _refuse("an integer within ±(2^53 - 1)", text[:40], 0)
    return int(text)


def _check_depth(value: Any, depth: int = 1) -> None:
    if depth > DEPTH_MAX:
        raise _refuse(f"at most {DEPTH_MAX} levels", "more", 0)
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_depth(member, depth + 1)


class _Events:
    """The parser's events, one ahead, with a bound on their number."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events, self._taken = events, 0

    def take(self) -> Any:
        event = next(self._events)
        self._taken += 1
        if self._taken > 2 * VALUES_MAX:
            raise _refuse(f"at most {VALUES_MAX} values", "more", event.start_mark.line + 1)
        return event


class _Reader:
    """Builds the value from the events, without recursion beyond `DEPTH_MAX`."""

    def __init__(self, events: _Events) -> None:
        self._events = events
        self._lines: dict[Path, int] = {}

    def document(self) -> Loaded:
        self._events.take()  # the stream starts
        start = self._events.take()
        if isinstance(start, yaml.StreamEndEvent):
            raise _refuse("a document", "nothing", 0)
        value = self._value(self._events.take(), ())
        self._events.take()  # the document ends
        after = self._events.take()
        if not isinstance(after, yaml.StreamEndEvent):
            raise _refuse("one document", "a second one", after.start_mark.line + 1)
        return Loaded(value, self._lines)

    def _value(self, event: Any, path: Path) -> Any:
        line = event.start_mark.line + 1
        self._lines[path] = line
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise _refuse("no anchors or aliases", "one", line)
        if event.tag:
            raise _refuse("no tags", str(event.tag), line)
        if len(path) >= DEPTH_MAX:
            raise _refuse(f"at most {DEPTH_MAX} levels", "more", line)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return _scalar(event, line)

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := self._events.take(), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
                raise _refuse("a key that is plain text", "something else", line)
            if event.value in found or event.value == "<<":
                raise _refuse("each key once, no merging", event.value[:80], line)
            found[event.value] = self._value(self._events.take(), (*path, event.value))
        return found

    def _sequence(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := self._events.take(), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found


def _scalar(event: Any, line: int) -> Any:
    text: str = event.value
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if not _INTEGER.fullmatch(text):
        return text
    if abs(int(text)) > INTEGER_MAX:
        raise _refuse("an integer within ±(2^53 - 1)", text, line)
    return int(text)
