"""What an act asks of whoever writes it: fields and constraints as data.

The desk builds its forms from this, the intake and the command line name missing fields with it. It says what to ask,
not what holds: a composed act is checked by `acts.schema` in the end, and that check is the strict one. Rules:
1. A field is a member of entry.md, or of words.md when `words` is set; its name is the member's name, its label key
   `field.<name>`.
2. What only some kinds of document ask has `kinds`; what is only asked when the document begins is in `OPENING`.
3. Choices come from the tables of `acts.kinds`, never from here.
4. Constraints that no single field shows are `Constraint`s: a code for the desk's words, and one sentence.

    form = forms.FORMS["refute"]
    for field in form.ask(kind="claim", opens=False): field.name, field.shape, field.required, field.per_language
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from uarazom.acts import kinds
from uarazom.verify import entry

SHAPES = (
    "line",  # one line of text
    "text",  # paragraphs divided by an empty line
    "source",  # publisher, address, when, kept copy
    "choice",
    "instant",  # local time on screen, UTC in the act
    "day",
    "language",
    "versions",  # language → which kind of version its text is
    "originator",  # a person or a body of the register
    "body",
    "section",
    "id",
    "regions",
    "document",
    "acts",  # act ids
    "extracts",  # sentences of earlier acts
    "media",
    "figure",
    "span",
    "items",
    "article",  # an article elsewhere: outlet, address, site, kept digest
    "findings",  # what a check found in it, by the place in the record
    "passages",  # the same words there and in the record, one pair for each finding
)
EVERY_KIND = frozenset(entry.KINDS)
REQUEST = frozenset({"request"})  # what is asked of an outlet, and what it replies (`outlet`)
SPEECH = EVERY_KIND - {"bulletin"}  # what somebody says, rather than what we put together


@dataclass(frozen=True)
class Field:
    """One thing that an act asks."""

    name: str
    shape: str
    words: bool = False
    required: bool = False
    kinds: frozenset[str] = EVERY_KIND
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The key of its label in the desk's catalogue."""
        return f"field.{self.name}"

    @property
    def per_language(self) -> bool:
        """Whether it is written once for each language, side by side."""
        return self.words and self.shape in {"line", "text"}

    def must(self) -> "Field":
        """The same, required."""
        return replace(self, required=True)

    def of(self, *names: str) -> "Field":
        """The same, for these kinds of document alone."""
        return replace(self, kinds=frozenset(names))


@dataclass(frozen=True)
class Constraint:
    """A rule between fields, or between the act and the record. Whoever breaks it is told `says`."""

    code: str
    says: str


@dataclass(frozen=True)
class Form:
    """All that an act asks, in the order in which it is asked, and what has to hold."""

    act: str
    fields: tuple[Field, ...]
    constraints: tuple[Constraint, ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of document that take this act."""
        return frozenset(kind.name for kind in kinds.KINDS.values() if self.act in kind.acts)

    def ask(self, kind: str, *, opens: bool) -> tuple[Field, ...]:
        """The fields for one kind of document; `opens` when this act is to be its first."""
        return tuple(field for field in self._every(opens=opens) if kind in field.kinds)

    def _every(self, *, opens: bool) -> Iterator[Field]:
        if opens:
            yield from OPENING
        yield from self.fields


# ── fields that many acts ask ────────────────────────────────────────────────────────────────────────────────────────
def chosen(name: str, choices: tuple[str, ...], *, required: bool = False) -> Field:
    """A choice from one of the tables."""
    return Field(name, "choice", required=required, choices=choices)


TITLE = Field("title", "line", words=True)
TEXT = Field("text", "text", words=True)
NOTE = Field("note", "text", words=True)
REASON = Field("reason", "text", words=True)
ACTS = Field("acts", "acts")
EXTRACTS = Field("extracts", "extracts").of("statement")
GROUND = Field("ground", "id")
CATEGORY = Field("category", "id")
SECTION, TOPIC, REGIONS = Field("section", "section"), Field("topic", "id"), Field("regions", "regions")
NATURE = chosen("nature", kinds.NATURES).of("claim")

OPENING = (
    TITLE.must(),
    SECTION.must().of(*SPEECH),
    TOPIC.of(*SPEECH),
    REGIONS.of(*SPEECH),
    NATURE.must(),
)
BY = Field("by", "originator")
SPEAKING_FOR = Field("speaking_for", "body")
WHO = (BY.of("claim"), BY.must().of(*EVERY_KIND - {"claim"}), SPEAKING_FOR)  # a claim without an originator is a rumour
WHEN_KNOWN = (
    Field("known_at", "instant", required=True),
    chosen("known_at_precision", kinds.PRECISIONS, required=True),
)
AS_OF, VALID_UNTIL = Field("as_of", "instant"), Field("valid_until", "instant")
_CHECKED = ("claim", "measure")  # what they know and show decides the word of status
HOW_THEY_KNOW = tuple(
    field
    for ask in (chosen("basis", kinds.BASES), chosen("evidence", kinds.EVIDENCE))
    for field in (ask.must().of(*_CHECKED), ask.of(*EVERY_KIND - set(_CHECKED)))
)
HOW_IT_IS_SAID = (
    chosen("form", kinds.FORMS),
    chosen("tone", kinds.TONES),
    Field("original_language", "language"),
    Field("versions", "versions"),
)
WHERE_FROM = (
    Field("source", "source", words=True),
    Field("place", "line", words=True),
    Field("occasion", "line", words=True),
    Field("media", "media"),
)
FIGURE = (Field("figure", "figure"), Field("unit", "line", words=True))

_SAYING = (*HOW_THEY_KNOW, TEXT.must(), *HOW_IT_IS_SAID, *FIGURE, *WHERE_FROM, NOTE)

# Someone says something: the whole of attribution, then the words. The second speaks of somebody else's words and has
# no end of its own.
SPOKEN = (*WHO, *WHEN_KNOWN, AS_OF, VALID_UNTIL, *_SAYING)
REPLY = (BY.must(), SPEAKING_FOR, *WHEN_KNOWN, AS_OF, *_SAYING)
PLANNED = (
    Field("quotes", "document").of("claim"),
    Field("due_at", "instant").of("claim", "measure"),
    Field("starts_at", "instant").of("briefing"),
    Field("ends_at", "instant").of("briefing"),
)
# Our own desk does something.
OURS = (REASON.must(), NOTE)

NAMED = Constraint("named", "Only a named person or body does this; an unnamed collective does not.")
OTHER_HEAD = Constraint(
    "other_head",
    "It counts only from a body under another head than the originator: one head is one voice.",
)
VERBATIM = Constraint(
    "verbatim", "Quotation marks are shown for original and official versions only; the others are shown as versions."
)
NEVER_PRECISER = Constraint("never_preciser", "No time is given more exactly than it is known.")
