"""`uarazom submit FILE`: acts that another program or person wrote become drafts, queued for approval like any other.

    for submitted in read(path.read_bytes(), format_of(path.name)):
        submitted.draft, submitted.embargo, submitted.where

Rules, in order; a file is taken whole or refused whole, with every error found (docs/submit.md):
1. JSON, JSON lines or YAML, `plain` (see `plain_yaml`), at most `FILE_BYTES_MAX` bytes and `DRAFTS_MAX` drafts.
2. A draft has `document, kind, act, body`, members of docs/formats/entry.md, and `words`; nothing else. What the
   program sets (`n`, `previous`, `issued_at`, …) is refused: whoever writes it expects something else than happens.
3. Instants carry their offset and become UTC; texts lose the space around them. Nothing else is changed.
4. The shape of each member is checked here, so that errors name line and field; whether the act may be issued at all is
   checked when it is composed behind the record.
Where the people who contributed are known only to the sender, they stand in `contributors`: none of them can approve.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from uarazom.acts import members, request_schema, schema, wording
from uarazom.editorial import plain_yaml
from uarazom.editorial.draft import FIELDS_RESERVED, NOT_TEXTS, Draft
from uarazom.editorial.node import BadValue, Errors, Node, TooMany
from uarazom.editorial.plain_yaml import Loaded, NotPlain
from uarazom.editorial.refusal import BadFile, Refused
from uarazom.verify import canon, entry
from uarazom.verify.extract import is_extract

FORMAT = "uarazom/submit/1"
FORMATS = ("json", "jsonl", "yaml")
ENDINGS = {"json": "json", "jsonl": "jsonl", "ndjson": "jsonl", "yaml": "yaml", "yml": "yaml"}
FILE_BYTES_MAX = 8 * 1024 * 1024  # a day of everything, many times over
DRAFTS_MAX = 1_000
CONTRIBUTORS_MAX = 50
_FRAME: Mapping[str, Callable[[Node], str]] = {
    "document": Node.id,
    "kind": lambda node: node.one_of(entry.KINDS),
    "act": lambda node: node.one_of(entry.ACTS),
    "body": Node.id,
}
_ASIDE = frozenset({"words", "embargo", "contributors"})
_SET_BY_US = FIELDS_RESERVED - _FRAME.keys() - _ASIDE
FIELDS = frozenset(members.SHAPES) - FIELDS_RESERVED
_ARTICLE = {"site", "digest"}
_INSTANTS = frozenset(name for name in FIELDS if members.SHAPES[name] is members.INSTANT)


@dataclass(frozen=True)
class Submitted:
    """One draft of a file: until when it is embargoed, and where it stood."""

    draft: Draft
    embargo: datetime | None
    where: str


def format_of(name: str) -> str:
    """The format of a file by its ending; Refused when it has none of ours."""
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        expected = ", ".join(f".{known}" for known in ENDINGS)
        raise Refused("submit.format", expected=expected, got=name, remedy="rename the file, or say its format")
    return ENDINGS[ending]


def read(raw: bytes, file_format: str) -> tuple[Submitted, ...]:
    """Every draft of the file, in its order; BadFile with every error when there is one."""
    errors = Errors()
    drafts: list[Submitted] = []
    try:
        for node in _items(raw, file_format, errors):
            with errors.caught():
                drafts.append(_draft(node, errors))
    except (NotPlain, BadValue) as error:
        errors.found.append(error)
    except TooMany:
        pass
    if errors.found:
        raise BadFile("submit.bad_file", tuple(errors.found))
    return tuple(drafts)


# ── the three formats ────────────────────────────────────────────────────────────────────────────────────────────────
def _items(raw: bytes, file_format: str, errors: Errors) -> Iterable[Node]:
    if file_format == "jsonl":
        return _lines(raw, errors)
    if file_format == "yaml":
        top = Node.top(plain_yaml.load(raw, bytes_max=FILE_BYTES_MAX))
    else:
        top = Node.top(Loaded(plain_yaml.plain_json(raw, bytes_max=FILE_BYTES_MAX)))
    if isinstance(top.value, dict):
        top.only({"format", "drafts"}, set()).get("format").one_of((FORMAT,))
        top = top.get("drafts")
    return tuple(_numbered(node, place) for place, node in enumerate(top.items(DRAFTS_MAX), start=1))


def _numbered(node: Node, place: int) -> Node:
    return Node(node.loaded, node.value, node.path, f"item {place}", len(node.path))


def _lines(raw: bytes, errors: Errors) -> Iterator[Node]:
    """Every line that is JSON; what is not is an error of its own, and the next line is read."""
    if len(raw) > FILE_BYTES_MAX:
        raise NotPlain("file.not_plain", expected=f"at most {FILE_BYTES_MAX} bytes", got=str(len(raw)))
    lines = [(number, line) for number, line in enumerate(raw.split(b"\n"), start=1) if line.strip()]
    if not 1 <= len(lines) <= DRAFTS_MAX:
        raise NotPlain("file.not_plain", expected=f"1 to {DRAFTS_MAX} lines", got=str(len(lines)))
    for number, line in lines:
        with errors.caught():
            yield _line(number, line)


def _line(number: int, line: bytes) -> Node:
    try:
        return Node.top(Loaded(plain_yaml.plain_json(line, bytes_max=FILE_BYTES_MAX)), f"line {number}")
    except NotPlain as error:
        raise BadValue(error.check, expected=error.expected, got=error.got, where=f"line {number}") from error


# ── one draft ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _draft(node: Node, errors: Errors) -> Submitted:
    """Reads on after an error, to find the others; what comes of it is then thrown away with the file."""
    given = node.members()
    if reserved := set(given) & _SET_BY_US:
        raise node.bad("only what an editor decides", ", ".join(sorted(reserved)), "leave these out")
    node.only(_FRAME.keys(), FIELDS | _ASIDE)
    frame = errors.each(lambda one: _FRAME[str(one.path[-1])](one), {name: given[name] for name in _FRAME})
    fields = errors.each(read_member, {name: one for name, one in given.items() if name in FIELDS})
    aside = errors.each(lambda one: _read_aside(one, errors), {n: one for n, one in given.items() if n in _ASIDE})
    return Submitted(
        Draft(
            **{**dict.fromkeys(_FRAME, ""), **frame},
            fields=fields,
            words=aside.get("words", {}),
            contributors=aside.get("contributors", ()),
        ),
        aside.get("embargo"),
        node.where,
    )


def read_member(node: Node) -> Any:
    """A member of entry.md: instants as UTC, anything else in the shape of its table."""
    name = str(node.path[-1])
    if name in _INSTANTS:
        return canon.instant_text(node.instant())
    if name == "covers":
        node.only({"from", "to"}, set())
        return {end: canon.instant_text(node.get(end).instant()) for end in ("from", "to")}
    if name == "extracts":
        return [_extract(one) for one in node.items(members.EXTRACTS_MAX)]
    shape = members.SHAPES[name]
    return node.fitting(lambda value: schema.fits(shape, value), shape.expected)


def _extract(node: Node) -> dict[str, Any]:
    """Words that the act concerns: the words themselves, or a whole extract."""
    if not node.has("words"):
        return dict(node.fitting(is_extract, "language, words and perhaps act; or a whole extract of entry.md"))
    node.only({"language", "words"}, {"act"})
    found = {"language": node.get("language").fitting(canon.is_language, "a language tag")}
    found["words"] = node.get("words").text(wording.TEXT_MAX)
    return {**found, "act": node.get("act").fitting(canon.is_act_id, "an act id")} if node.has("act") else found


def _read_aside(node: Node, errors: Errors) -> Any:
    name = node.path[-1]
    if name == "embargo":
        return node.instant()
    if name == "contributors":
        return tuple(sorted({item.id() for item in node.items(CONTRIBUTORS_MAX)}))
    return errors.each(read_words_member, node.members())


def read_words_member(node: Node) -> Any:
    """A member of words.md: texts by language, the source, or what a request for correction is about."""
    name = str(node.path[-1])
    if name == "source":
        return _source(node.only({"publisher"}, set(wording.SOURCE)))
    if name == "article":
        return {
            part: one.text(wording.URL_MAX) for part, one in node.only({"outlet", "url"}, _ARTICLE).members().items()
        }
    if name == "passages":
        return [_passage(one.only({"article", "record"}, set())) for one in node.items(members.FINDINGS_MAX)]
    if name not in wording.TEXTS:
        raise node.bad("one of " + ", ".join((*wording.TEXTS, *sorted(NOT_TEXTS))), name)
    return node.texts(wording.LINE_MAX if name in wording.ONE_LINE else wording.TEXT_MAX)


def _passage(node: Node) -> dict[str, str]:
    return {side: one.text(request_schema.PASSAGE_MAX) for side, one in node.members().items()}


def _source(node: Node) -> dict[str, str]:
    found = {name: one.text(wording.URL_MAX) for name, one in node.members().items()}
    if "published_at" in found:
        found["published_at"] = canon.instant_text(node.get("published_at").instant())
    return found
