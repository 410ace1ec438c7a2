"""The things of the record as values: Act, Document, and the words they carry.

An `Act` holds every member of docs/formats/entry.md under its own name, with instants as aware UTC datetimes, and
where it stands (`index`, `digest`, `issued_at`). It holds no text: text lies in a blob and is fetched as `Words`, so
that a hundred thousand documents fit in memory.

    act.id                 'claim-outage/2'
    act.exists_from        the later of known_at and issued_at: before it the act is not there
    document.at(instant)   the document as it stood, or None when it did not exist yet

Who is who (bodies, people, offices) is in `register`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from uarazom.verify.extract import Extract

Texts = Mapping[str, str]  # language → text
NO_TEXTS: Texts = {}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it measures: `value` / 10**`scale`; its unit stands in the words."""

    metric: str
    value: int
    scale: int = 0
    qualifier: str = "exact"


@dataclass(frozen=True, slots=True)
class Media:
    """A plain blob that belongs to an act."""

    digest: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What an act of a warning sends: one CAP message, in codes; docs/formats/alert.md.

    `digest` and `size` are those of the bytes that people approved."""

    identifier: str
    sender: str
    sent: datetime
    msg_type: str
    status: str
    digest: str
    size: int
    event: str
    severity: str = "Unknown"
    urgency: str = "Unknown"
    certainty: str = "Unknown"
    responses: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    ends: str | None = None
    retraction: str | None = None

    @property
    def reference(self) -> str:
        """How a later message names this one: sender, identifier, sent."""
        return f"{self.sender},{self.identifier},{self.sent.strftime('%Y-%m-%dT%H:%M:%S')}+00:00"


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """The CAP message with its XML signature, as it lies in place."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a bulletin looks: `start` included, `end` not."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One section of a bulletin and the ids of the acts in it, in order."""

    section: str
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a request for correction is about: the act of the record whose words an article gives otherwise,
    in which language and paragraph, and what was found; `clarification` is the act that the article does not carry."""

    act: str
    language: str
    paragraph: int
    found: str
    material: bool = False
    clarification: str | None = None

    @property
    def document(self) -> str:
        """The document whose words they are."""
        return self.act.rpartition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing said or done about a document; docs/formats/entry.md says what each member means."""

    index: int
    digest: str
    issued_at: datetime
    document: str
    n: int
    kind: str
    act: str
    body: str
    previous: str | None = None
    by: str | None = None
    speaking_for: str | None = None
    known_at: datetime | None = None
    known_at_precision: str | None = None
    as_of: datetime | None = None
    valid_until: datetime | None = None
    due_at: datetime | None = None
    basis: str | None = None
    evidence: str | None = None
    tone: str | None = None
    form: str | None = None
    original_language: str | None = None
    versions: Texts = field(default_factory=dict)
    words: str | None = None
    media: tuple[Media, ...] = ()
    section: str | None = None
    topic: str | None = None
    regions: tuple[str, ...] = ()
    nature: str | None = None
    quotes: str | None = None
    reviews: str | None = None
    successor: str | None = None
    confirms: str | None = None
    competence: str | None = None
    acts: tuple[str, ...] = ()
    extracts: tuple[Extract, ...] = ()
    ground: str | None = None
    category: str | None = None
    figure: Figure | None = None
    date: str | None = None
    covers: Span | None = None
    next_issue_at: datetime | None = None
    items: tuple[Item, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    alert: Message | None = None
    signed_message: SignedMessage | None = None
    findings: tuple[Found, ...] = ()
    article_date: str | None = None
    article_language: str | None = None
    reply: str | None = None
    exists_from: datetime = field(init=False)

    def __post_init__(self) -> None:
        known_at, issued_at = self.known_at, self.issued_at
        late = known_at is not None and known_at > issued_at
        object.__setattr__(self, "exists_from", known_at if late else issued_at)

    @property
    def id(self) -> str:
        """`<document>/<n>`."""
        return f"{self.document}/{self.n}"

    @property
    def message_digest(self) -> str | None:
        """The digest of the CAP message as it lies in place."""
        return (self.signed_message or self.alert or SignedMessage("", 0)).digest or None

    @property
    def spoken_at(self) -> datetime:
        """When it was said, as far as is known: known_at, else issued_at. Orders who had the last word."""
        return self.known_at or self.issued_at


@dataclass(frozen=True, slots=True)
class Document:
    """Acts in order of n, at least one, and the facts that act 1 sets and only `correct` changes."""

    id: str
    kind: str
    acts: tuple[Act, ...]
    section: str | None
    topic: str | None
    regions: tuple[str, ...]
    nature: str | None

    @staticmethod
    def of(acts: Iterable[Act]) -> "Document":
        """The document that these acts, in order of n, make."""
        first, *later = acts = tuple(acts)
        document = Document(
            first.document, first.kind, (first,), first.section, first.topic, _regions(first), first.nature
        )
        for act in later:
            document = document.with_act(act)
        return document

    def with_act(self, act: Act) -> "Document":
        """This document and one more act."""
        acts = (*self.acts, act)
        if act.alert is not None:  # whatever it ever concerned; `alerts.places` says whom it concerns now
            return replace(self, acts=acts, regions=tuple(sorted({*self.regions, *act.regions, *act.alert.parts})))
        if act.act != "correct":
            return replace(self, acts=acts)
        return replace(
            self,
            acts=acts,
            section=act.section or self.section,
            topic=act.topic or self.topic,
            regions=act.regions or self.regions,
            nature=act.nature or self.nature,
        )

    def at(self, instant: datetime) -> "Document | None":
        """This document as it stood: the acts that existed then. None when none did."""
        there = [act for act in self.acts if act.exists_from <= instant]
        if len(there) == len(self.acts):
            return self
        return Document.of(there) if there else None

    @property
    def first(self) -> Act:
        """The act that made the document."""
        return self.acts[0]

    @property
    def latest(self) -> Act:
        """The act with the highest n."""
        return self.acts[-1]


def _regions(act: Act) -> tuple[str, ...]:
    return act.regions if act.alert is None else tuple(sorted({*act.regions, *act.alert.parts}))


@dataclass(frozen=True, slots=True)
class Source:
    """Where the words were published: link and kept digest."""

    publisher: str
    url: str | None = None
    published_at: datetime | None = None
    digest: str | None = None
    excerpt: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """The article that a request for correction is about: whose it is and where it stands; never who wrote it.
    `digest`: of the bytes that were read."""

    outlet: str
    url: str
    site: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The same words as the article has them and as the record has them."""

    article: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The human-written text of one act (language → text) or of one register (`who`); docs/formats/words.md."""

    title: Texts = field(default_factory=dict)
    text: Texts = field(default_factory=dict)
    note: Texts = field(default_factory=dict)
    place: Texts = field(default_factory=dict)
    occasion: Texts = field(default_factory=dict)
    question: Texts = field(default_factory=dict)
    conclusion: Texts = field(default_factory=dict)
    confirms: Texts = field(default_factory=dict)
    competent_because: Texts = field(default_factory=dict)
    reason: Texts = field(default_factory=dict)
    unit: Texts = field(default_factory=dict)
    intro: Texts = field(default_factory=dict)
    instruction: Texts = field(default_factory=dict)
    event: Texts = field(default_factory=dict)
    source: Source | None = None
    salt: str = ""  # of the blob, base64: extracts are named with it
    article: Article | None = None
    passages: tuple[Passage, ...] = ()
    who: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)  # bodies, people, … of a register
