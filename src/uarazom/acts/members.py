"""The members of an act: the shape of each, and on which acts it may stand. As data; `schema` asks.

Rules of shape come from docs/formats/canonical.md; a member that has nothing to say is absent, so no array, object or
text is empty. `ON` names, for each member, the acts that take it; a member that is not in it stands on every act.
Some members also depend on the kind or on what the act says: those rules are in `schema`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from uarazom.acts import kinds
from uarazom.verify import canon
from uarazom.verify.entry import FORMATS, is_count, is_list_of
from uarazom.verify.extract import is_extract

ITEMS_MAX = 200  # acts and sections of a bulletin, acts named, regions: more is a mistake, and an entry is 65,535 bytes
MEDIA_MAX = 16  # files with one act
MEDIA_BYTES_MAX = 64 * 2**20  # docs/formats/words.md
SCALE_MAX = 9
EXTRACTS_MAX = 64  # sentences of one statement that one act concerns, in all languages
FINDINGS_MAX = 16  # of one request for correction: an article that is wrong more often is a matter for a talk
MESSAGE_BYTES_MAX = 2**20  # of one CAP message; the largest seen from any issuer are tens of kilobytes

_is_code = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}").fullmatch
_is_cap_name = re.compile(r"[!-%'-+\--;=-~]{1,250}").fullmatch  # U+0021 to U+007E without & , <
_is_media_type = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,80}").fullmatch


class Shape(NamedTuple):
    """What a member must look like, as a test and as words."""

    fits: Callable[[Any], bool]
    expected: str


def one_of(words: tuple[str, ...]) -> Shape:
    """One word of a table."""
    return Shape(words.__contains__, "one of " + ", ".join(words))


def array_of(test: Callable[[Any], bool], what: str, *, rising: bool = False, most: int = ITEMS_MAX) -> Shape:
    """A non-empty array; rising: sorted, none twice."""
    fits = is_list_of(test, rising=rising)
    order = ", sorted, none twice" if rising else ""
    return Shape(lambda value: fits(value) and len(value) <= most, f"an array of 1 to {most} {what}{order}")


def is_code(value: object) -> bool:
    """A ground, a category, a metric: like an id, `_` too."""
    return isinstance(value, str) and _is_code(value) is not None


def is_integer(value: object, least: int = -canon.INTEGER_MAX, most: int = canon.INTEGER_MAX) -> bool:
    """An integer, which True is not."""
    return type(value) is int and least <= value <= most


def is_object(required: Mapping[str, Callable[[Any], bool]], optional: Mapping[str, Callable[[Any], bool]]) -> Any:
    """A test for an object with exactly these members."""
    tests = {**required, **optional}

    def fits(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and required.keys() <= value.keys() <= tests.keys()
            and all(tests[name](one) for name, one in value.items())
        )

    return fits


def are_versions(value: Any) -> bool:
    """An object language → mark."""
    return isinstance(value, dict) and all(
        canon.is_language(language) and version in kinds.VERSIONS for language, version in value.items()
    )


is_media = is_object(
    {
        "digest": canon.is_digest,
        "media_type": lambda value: isinstance(value, str) and _is_media_type(value) is not None,
        "size": lambda value: is_integer(value, 1, MEDIA_BYTES_MAX),
    },
    {},
)
is_figure = is_object(
    {"metric": is_code, "value": is_integer},
    {"scale": lambda value: is_integer(value, 0, SCALE_MAX), "qualifier": kinds.QUALIFIERS.__contains__},
)
is_span = is_object({"from": canon.is_instant, "to": canon.is_instant}, {})
is_item = is_object({"section": canon.is_id, "acts": is_list_of(canon.is_act_id)}, {})


def is_cap_name(value: object) -> bool:
    """An identifier or a sender of CAP: what stands in its references, which spaces and commas divide."""
    return isinstance(value, str) and _is_cap_name(value) is not None


def are_parts(value: Any) -> bool:
    """An object region code → how the message touches it."""
    return (
        isinstance(value, dict)
        and 0 < len(value) <= ITEMS_MAX
        and all(canon.is_region(code) and how in kinds.PARTS for code, how in value.items())
    )


is_message = is_object({"digest": canon.is_digest, "size": lambda value: is_integer(value, 1, MESSAGE_BYTES_MAX)}, {})
is_finding = is_object(
    {
        "act": canon.is_act_id,
        "language": canon.is_language,
        "paragraph": is_count,
        "found": kinds.FOUND.__contains__,
    },
    {"material": lambda value: value == "yes", "clarification": canon.is_act_id},
)
is_alert = is_object(
    {
        **dict.fromkeys(("identifier", "sender"), is_cap_name),
        "sent": canon.is_instant,
        "msg_type": ("Alert", *kinds.SENDING.values()).__contains__,
        "status": ("Actual", "Exercise", "Test").__contains__,
        "message": is_message,
        "event": canon.is_id,
        "severity": kinds.SEVERITIES.__contains__,
        "urgency": kinds.URGENCIES.__contains__,
        "certainty": kinds.CERTAINTIES.__contains__,
    },
    {
        "responses": is_list_of(kinds.RESPONSES.__contains__, rising=True),
        "parts": are_parts,
        "ends": lambda value: value == "all_clear",
        "retraction": canon.is_digest,
    },
)


def are_extracts(value: Any) -> bool:
    """Which words an act concerns."""
    return (
        is_list_of(is_extract)(value)
        and len(value) <= EXTRACTS_MAX
        and len({canon.canonical(one) for one in value}) == len(value)
    )


ID = Shape(canon.is_id, "an id (a-z, 0-9, -; at most 80)")
CODE = Shape(is_code, "a code (a-z, 0-9, -, _; at most 80)")
INSTANT = Shape(canon.is_instant, "an instant, YYYY-MM-DDTHH:MM:SSZ")
DIGEST = Shape(canon.is_digest, "a SHA-256 as 64 lowercase hexadecimal digits")
ACT_IDS = array_of(canon.is_act_id, "act ids")

SHAPES: dict[str, Shape] = {
    "format": one_of(tuple(FORMATS.values())),
    "origin": Shape(canon.is_origin, "a log's name"),
    "issued_at": INSTANT,
    "document": ID,
    "n": Shape(is_count, "an integer from 1"),
    "kind": one_of(tuple(kinds.KINDS)),
    "act": one_of(kinds.ACTS),
    "previous": DIGEST,
    "body": ID,
    "by": ID,
    "speaking_for": ID,
    "known_at": INSTANT,
    "known_at_precision": one_of(kinds.PRECISIONS),
    "as_of": INSTANT,
    "valid_until": INSTANT,
    "due_at": INSTANT,
    "basis": one_of(kinds.BASES),
    "evidence": one_of(kinds.EVIDENCE),
    "tone": one_of(kinds.TONES),
    "form": one_of(kinds.FORMS),
    "original_language": Shape(canon.is_language, "a language tag"),
    "versions": Shape(
        lambda value: bool(value) and are_versions(value),
        "an object language → one of " + ", ".join(kinds.VERSIONS),
    ),
    "words": DIGEST,
    "media": array_of(is_media, "of digest, media_type, size", most=MEDIA_MAX),
    "section": ID,
    "topic": ID,
    "regions": array_of(canon.is_region, "region codes", rising=True),
    "nature": one_of(kinds.NATURES),
    "quotes": ID,
    "reviews": ID,
    "successor": ID,
    "confirms": one_of(tuple(kinds.CONFIRMS.values())),
    "competence": one_of(("affirmed",)),
    "acts": ACT_IDS,
    "extracts": Shape(
        are_extracts,
        f"an array of 1 to {EXTRACTS_MAX} of act, language, paragraph, start, end, digest, none twice",
    ),
    "ground": CODE,
    "category": CODE,
    "figure": Shape(is_figure, "metric (a code), value (an integer), scale (0 to 9), qualifier (of its table)"),
    "date": Shape(canon.is_day, "a day, YYYY-MM-DD"),
    "covers": Shape(is_span, "two instants, from and to"),
    "next_issue_at": INSTANT,
    "items": array_of(is_item, "of section (an id), acts (act ids)"),
    "starts_at": INSTANT,
    "ends_at": INSTANT,
    "alert": Shape(is_alert, "what docs/formats/alert.md lists"),
    "signed_message": Shape(is_message, "digest, size"),
    "findings": array_of(is_finding, "of act, language, paragraph, found (of its table)", most=FINDINGS_MAX),
    "article_date": Shape(canon.is_day, "a day, YYYY-MM-DD"),
    "article_language": Shape(canon.is_language, "a language tag"),
    "reply": one_of(kinds.REPLIES),
}

# ── on which acts ────────────────────────────────────────────────────────────────────────────────────────────────────
_SPEAKING = kinds.SAYING | {"confirm", "doubt", "dispute", "refute", "clarify", "comment"}
_ATTRIBUTED = frozenset(kinds.ACTS) - kinds.WITHOUT_KNOWN_AT

ON: dict[str, frozenset[str]] = {
    **dict.fromkeys(("by", "speaking_for", "known_at", "known_at_precision", "as_of"), _ATTRIBUTED),
    **dict.fromkeys(("basis", "evidence", "tone", "form"), _ATTRIBUTED),
    **dict.fromkeys(("media", "figure"), _SPEAKING | {"correct"}),
    "valid_until": kinds.SETS_END | {"dispute"},
    **dict.fromkeys(("due_at", "quotes", "starts_at", "ends_at"), kinds.SAYING),
    **dict.fromkeys(("section", "topic", "regions", "nature"), kinds.SAYING | {"correct"}),
    "successor": frozenset({"supersede"}),
    "confirms": frozenset({"confirm"}),
    "competence": frozenset({"refute"}),
    "acts": frozenset({"withdraw", "clarify", "correct", "release", "remove"}),
    "extracts": frozenset({"clarify", "correct", "comment"}),
    **dict.fromkeys(("ground", "category"), frozenset({"remove", "hold", "withdraw"})),
    **dict.fromkeys(("date", "covers", "next_issue_at", "items"), frozenset({"publish", "correct"})),
    **dict.fromkeys(("alert", "signed_message"), frozenset(kinds.SENDING)),
    **dict.fromkeys(("findings", "article_date", "article_language"), frozenset({"publish"})),
    **dict.fromkeys(("reply", "reviews"), frozenset({"answer"})),
}
KINDS_OF: dict[str, frozenset[str]] = {  # members that only these kinds take
    **dict.fromkeys(("date", "covers", "next_issue_at", "items"), frozenset({"bulletin"})),
    "starts_at": frozenset({"briefing", "alert"}),
    "ends_at": frozenset({"briefing"}),
    **dict.fromkeys(("alert", "signed_message"), frozenset({"alert"})),
    **dict.fromkeys(("nature", "quotes"), frozenset({"claim"})),
    "due_at": frozenset({"claim", "measure"}),
    "extracts": frozenset({"statement"}),
    "reviews": frozenset({"answer"}),
    **dict.fromkeys(("findings", "article_date", "article_language", "reply"), frozenset({"request"})),
}
_SENDING = frozenset(kinds.SENDING)
ON_ALERT: dict[str, frozenset[str]] = {  # the same for a warning: whatever is sent says where, until when, with what
    **ON,
    **dict.fromkeys(("alert", "signed_message", "regions", "media"), _SENDING),
    **dict.fromkeys(("valid_until", "starts_at"), frozenset({"publish", "correct"})),
}
ON_REQUEST: dict[str, frozenset[str]] = {  # the outlet that answers is in no register: nobody of ours says it
    **ON,
    **dict.fromkeys(("by", "speaking_for", "basis", "evidence", "tone"), _ATTRIBUTED - {"answer"}),
}
ON_KIND = {"alert": ON_ALERT, "request": ON_REQUEST}
ALWAYS = ("document", "n", "kind", "act", "body")
REQUIRED: dict[str, tuple[str, ...]] = {  # by act, besides ALWAYS
    **dict.fromkeys(("confirm", "doubt", "dispute", "refute", "clarify", "comment", "answer"), ("by",)),
    "supersede": ("successor",),
    "remove": ("acts", "ground", "category"),
}
REQUIRED["confirm"] += ("confirms",)
REQUIRED["refute"] += ("competence",)
