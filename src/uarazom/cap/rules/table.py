"""Every rule of this room: its name, how bad a breach is, whether we would send it all the same, and where it is from.

Rules, in order:
1. A breach at level ``error`` makes a message not ``valid``: it is against the standard, or nobody can act on it.
2. A breach at level ``warning`` leaves it valid. ``sent=False`` says that *we* never issue such a message: then it is
   valid and not ``issuable``. What only a busy night produces (a long headline, many vertices) is never a reason to
   keep a warning back.
3. ``docs/cap.md`` shows this table; a test compares the two.

    breach("unknown_level", "/alert/info/severity", "a severity", "Unknown")

Source: OASIS CAP 1.2 (1 July 2010), by section; "ours" is this project's own.
"""

from dataclasses import dataclass

from uarazom.cap.finding import ERROR, WARNING, Finding

HEADLINE_MAX = 160  # characters; 3.2.2 headline, one SMS
VERTICES_MAX = 100  # of one polygon, as receivers of cell broadcast take them
DECIMALS_MAX = 6  # of a coordinate: a tenth of a metre
SPAN_MAX_DAYS = 7  # from onset, or sent, to expires


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``sent``: we would send a message that breaks it."""

    level: str
    sent: bool
    section: str
    says: str


def _must(section: str, says: str) -> Rule:
    return Rule(ERROR, sent=False, section=section, says=says)


def _should(section: str, says: str) -> Rule:
    return Rule(WARNING, sent=True, section=section, says=says)


def _ours(section: str, says: str) -> Rule:
    return Rule(WARNING, sent=False, section=section, says=says)


RULES = {
    # ── the schema ──
    "schema.missing": _must("3.4", "every required element is there"),
    "schema.unknown": _must("3.4", "no element that the version does not have"),
    "schema.order": _must("3.4", "elements in the standard's order, and no more of each than it allows"),
    "schema.value": _must("3.4", "a word of the standard's list, written as it is there"),
    "schema.type": _must("3.4", "numbers, URIs, languages and date-times as their type has them"),
    "schema.mixed": _must("3.4", "no text beside elements, no elements inside text"),
    "schema.attribute": _must("3.4", "no attributes"),
    "empty": _must("3.2", "no element without content; what is not known is left out"),
    # ── who and whom ──
    "identifier": _must("3.2.1", "no blank, comma, `<` or `&` in the identifier"),
    "sender": _must("3.2.1", "no blank, comma, `<` or `&` in the sender"),
    "references": _must("3.2.1", "an Update, Cancel, Ack or Error names the messages it is about"),
    "references_itself": _must("3.2.1", "no message refers to itself"),
    "restriction": _must("3.2.1", "a restriction when the scope is Restricted, and only then"),
    "addresses": _must("3.2.1", "addresses when the scope is Private"),
    "info_missing": _must("3.2.2", "an Actual, Public Alert or Update says what it warns of"),
    "area_missing": _must("3.2.4", "an Actual, Public Alert or Update says where"),
    "alert_references": _ours("3.2.1", "a first Alert refers to nothing earlier; what does is an Update"),
    "note_missing": _ours("3.2.1", "an Exercise or an Error says in a note what it is about"),
    "draft": _ours("3.2.1", "a Draft is nothing to act on"),
    "reissued": _should("3.2.1", "the same warning is not sent again under a new identifier; that is an Update"),
    # ── when ──
    "expires_order": _must("3.2.2", "a warning ends after it was sent and after it begins"),
    "effective_order": _must("3.2.2", "a warning is not in effect before it was sent"),
    "expires_missing": _ours("3.2.2", "a warning says when it ends, unless it is an all-clear"),
    "span_long": _should("ours", f"no more than {SPAN_MAX_DAYS} days from its beginning to its end"),
    "utc_sign": _should("3.3.2", "UTC is written -00:00 (a MUST that most of the world's issuers do not keep)"),
    # ── in what words ──
    "language": _must("3.2.2", "a language tag of BCP 47"),
    "language_missing": _ours("3.2.2", "each info names its language; without one it reads as en-US"),
    "language_twice": _ours("ours", "one info for each language"),
    "languages_disagree": _ours(
        "3.2.2", "infos in different languages say the same of levels, times, codes and places"
    ),
    "texts_missing": _ours("3.2.2", "each info has a headline and a description"),
    "recommended": _should("3.2.2", "senderName, instruction, responseType, web and contact"),
    "headline_long": _should("3.2.2", f"a headline of at most {HEADLINE_MAX} characters"),
    "text_markup": _ours("3.3.1", "plain text, without tags or written-out entities"),
    "unknown_level": _ours("3.2.2", "an urgency, severity and certainty that are not Unknown"),
    # ── where ──
    "polygon_points": _must("3.2.4", "a polygon has at least four pairs"),
    "polygon_closed": _must("3.2.4", "the last pair of a polygon is its first"),
    "polygon_crossing": _must("3.2.4", "a polygon does not cross or touch itself"),
    "range": _must("3.2.4", "latitudes from -90 to 90, longitudes from -180 to 180, a radius of 0 or more"),
    "ceiling": _must("3.2.4", "a ceiling comes with an altitude and lies above it"),
    "geometry_limit": _must("ours", "no more shapes and points than can be checked"),
    "polygon_vertices": _should("ours", f"at most {VERTICES_MAX} pairs in a polygon"),
    "polygon_decimals": _should("ours", f"at most {DECIMALS_MAX} decimals in a coordinate"),
    "areas_apart": _should("ours", "the shapes of one info touch each other; distant places are warnings of their own"),
    # ── by whom ──
    "signature_broken": _must("3.3.4.1", "a signature holds, and over the whole alert"),
    "signature_unverified": _should("ours", "a signature is by a key that the caller pinned (`--pin`)"),
    # ── files ──
    "uri_absolute": _must(
        "3.2.2, 3.2.3", "web is an absolute URI, and so is a resource's uri that has no content beside it"
    ),
    "deref_uri": _must("3.2.3", "derefUri is base64"),
    "digest": _must("3.2.3", "a digest is the SHA-1 of the content, in hexadecimal"),
}


def breach(rule: str, path: str, expected: str, got: str) -> Finding:
    """A breach of a rule of the table."""
    return Finding(rule, RULES[rule].level, path, expected, got)


def place(path: str, index: int, of: int) -> str:
    """A path with its place from 1, where it is not the only one of its name."""
    return f"{path}[{index + 1}]" if of > 1 else path
