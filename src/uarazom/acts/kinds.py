"""The tables: what kinds of document there are, which acts each takes, which words of status each can have.

Everything that branches on a kind or an act asks these tables; they are checked against each other at import.
Order carries meaning twice: `Kind.statuses` is in order of precedence (the first that applies is the status), and
`BADGES` is the order in which badges are shown.

>>> KINDS["statement"].statuses
('withdrawn', 'on_hold', 'on_record')

Specification: DESIGN §4 (kinds, acts) and §5 (status words, badges, bases); docs/formats/entry.md (members);
docs/adr/acts-status.md (what a hold and a repeal are outside claims).
"""

from dataclasses import dataclass

from uarazom.verify import entry

ACTS = entry.ACTS
SAYING = frozenset({"publish", "announce", "answer"})  # acts by which someone says what the document says
SETS_END = SAYING | {"confirm"}  # acts whose valid_until can be the document's end
WITHOUT_KNOWN_AT = frozenset({"hold", "release", "remove"})  # ours alone: issued_at speaks

BADGES = ("clarified", "corrected", "doubted", "was_disputed", "was_refuted")
NATURES = ("event", "state", "plan")
PRECISIONS = ("exact", "hour", "part_of_day", "day")
BASES = ("own_decision", "own_observation", "assessment", "denial", "registry", "relay", "media", "unknown")
EVIDENCE = ("published", "none_published", "not_applicable")
TONES = ("plain", "ironic", "hypothetical", "read_out", "answer_to_question")
FORMS = ("quotation", "summary")
VERSIONS = ("original", "official", "press", "working", "back_translation", "summary")
QUOTABLE_VERSIONS = frozenset({"original", "official"})  # quotation marks belong to these alone
FOUND = (  # what a request for correction can be about: verdicts of the check, and what was clarified only afterwards
    "altered",
    "truncated",
    "ellipsis",
    "spliced",
    "without_clarification",
    "clarified_since",
    "other_speaker",
    "other_date",
)
LACKS_CLARIFICATION = frozenset({"without_clarification", "clarified_since"})
REPLIES = ("corrected", "declined", "replied")  # what an outlet says it did; "replied" where it says neither
CONFIRMS = {"claim": "what_the_words_say", "measure": "carried_out"}
QUALIFIERS = ("exact", "lower_bound", "upper_bound", "approximate", "preliminary")
BODY_KINDS = (
    "head_of_state",
    "government",
    "ministry",
    "agency",
    "security",
    "oblast",
    "local",
    "broadcaster",
    "news_agency",
    "association",
    "international",
    "foreign_government",
    "company",
)
PARTICIPATIONS = ("owner", "ordered", "agreed", "recommended", "external")
MODES = ("live", "demonstration", "training")
PURPOSES = ("map", "geometry", "catalogue", "media", "rule_pack", "events", "certificate", "release")
REGISTER_FILES = ("events", "certificate", "map", "geometry", "catalogue")  # that a register names, a change brings

# Warnings (docs/formats/alert.md). CAP's own words, in the order of CAP 1.2, section 3.2.
SENDING = {"publish": "Update", "correct": "Update", "withdraw": "Cancel"}  # the message that a later act sends
WITHDRAWALS = ("false_alert", "cancelled")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
RESPONSES = ("AllClear", "Assess", "Avoid", "Evacuate", "Execute", "Monitor", "None", "Prepare", "Shelter")
PARTS = ("part", "possibly")
CAP_STATUS = {"live": "Actual", "demonstration": "Test", "training": "Exercise"}  # of an act, by the instance's mode


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: what may be its first act, what may follow, and its words of status by precedence."""

    name: str
    first_acts: tuple[str, ...]
    later_acts: tuple[str, ...]
    statuses: tuple[str, ...]

    @property
    def acts(self) -> frozenset[str]:
        """Every act that a document of this kind takes."""
        return frozenset(self.first_acts + self.later_acts)


# What our own desk does to any document, and what any originator may add.
_CARE = ("clarify", "correct", "comment", "hold", "release", "withdraw", "remove")
_CURRENT = ("withdrawn", "on_hold", "superseded", "ended", "in_force")

KINDS = {
    kind.name: kind
    for kind in (
        Kind("bulletin", ("publish",), ("supersede", *_CARE), ("withdrawn", "on_hold", "superseded", "in_force")),
        Kind(
            "claim",
            ("announce", "publish"),
            ("announce", "publish", "answer", "confirm", "doubt", "dispute", "refute", "supersede", *_CARE),
            (
                "withdrawn",
                "on_hold",
                "superseded",
                "expired",
                "refuted",
                "disputed",
                "confirmed",
                "announced",
                "rumour",
            ),
        ),
        Kind("statement", ("publish", "announce"), ("publish", *_CARE), ("withdrawn", "on_hold", "on_record")),
        Kind(
            "measure",
            ("announce", "publish"),
            ("announce", "publish", "confirm", "supersede", *_CARE),
            ("repealed", "on_hold", "superseded", "done", "ended", "adopted", "announced"),
        ),
        Kind("guidance", ("publish",), ("publish", "supersede", *_CARE), _CURRENT),
        Kind("answer", ("answer",), ("answer", "supersede", *_CARE), _CURRENT),
        Kind("briefing", ("announce", "publish"), ("announce", "publish", "supersede", *_CARE), _CURRENT),
        Kind(
            "alert",
            ("publish",),
            ("publish", *_CARE),
            ("cancelled", "withdrawn", "all_clear", "expired", "on_hold", "in_force"),
        ),
        Kind("request", ("publish",), ("answer", *_CARE), ("withdrawn", "on_hold", "answered", "open")),
    )
}


def check_tables() -> None:
    """Refuse to start with tables that contradict each other."""
    if tuple(KINDS) != entry.KINDS:
        raise RuntimeError(f"kinds: verify reads {entry.KINDS}, this table has {tuple(KINDS)}")
    for kind in KINDS.values():
        if strange := kind.acts - set(ACTS):
            raise RuntimeError(f"kinds: {kind.name} takes acts that no table lists: {sorted(strange)}")
        if not set(kind.first_acts) <= SAYING:
            raise RuntimeError(f"kinds: {kind.name} may begin with an act by which nobody says anything")
        if len(set(kind.statuses)) != len(kind.statuses):
            raise RuntimeError(f"kinds: {kind.name} names a status twice")
        if ("confirm" in kind.acts) != (kind.name in CONFIRMS):
            raise RuntimeError(f"kinds: CONFIRMS and the acts of {kind.name} disagree")
    if unused := set(ACTS) - set().union(*(kind.acts for kind in KINDS.values())):
        raise RuntimeError(f"kinds: no kind takes {sorted(unused)}")


check_tables()
