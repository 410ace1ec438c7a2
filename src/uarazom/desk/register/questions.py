"""What is asked of each kind of item of the register, as data; ``asking`` puts it on the screen.

questions = of("bodies", offered, languages=("uk", "en"), rows=2)
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from uarazom.acts import kinds
from uarazom.acts.register import Register
from uarazom.desk import words
from uarazom.desk.drafts.inputs import Choice, Choices, Input, Instant, Line, Several, Texts
from uarazom.desk.drafts.offering import named
from uarazom.desk.register.inputs import Address, Numbers, Offices, Place, Time, YesNo
from uarazom.verify import canon


@dataclass(frozen=True)
class Offered:
    """What a form offers: the register with the change so far, the site's languages, the clock here, the reader's
    language."""

    register: Register
    languages: tuple[str, ...]
    zone: ZoneInfo
    language: str

    def codes(self, group: str, codes: tuple[str, ...]) -> Choices:
        """Codes of a table, in words, in its order."""
        return [(code, words.say(self.language, f"{group}.{code}")) for code in codes]

    def bodies(self) -> Choices:
        """Every body by name."""
        return named(((one.id, one.name) for one in self.register.bodies.values()), self.language)

    def regions(self) -> Choices:
        """Every region, in the register's order."""
        some = ((one, self.register.name("regions", one)) for one in self.register.regions)
        return named(some, self.language, in_order=True)

    def competences(self) -> Choices:
        """Those that have a name, and those that a body has."""
        held = (one for body in self.register.bodies.values() for one in body.competences)
        known = dict.fromkeys((*self.register.texts.get("competences", {}), *held))
        return named(((one, self.register.name("competences", one)) for one in known), self.language)


@dataclass(frozen=True)
class Question:
    """One member of an item: ``name`` on the screen, ``member`` in the register, in which half, how it looks."""

    name: str
    member: str
    half: str  # fields, words
    input: Input
    required: bool = False
    shape: str = ""

    @property
    def side_by_side(self) -> bool:
        """Whether it is asked in every language."""
        return isinstance(self.input, Texts)


def of(kind: str, offered: Offered, languages: tuple[str, ...], rows: int) -> tuple[Question, ...]:
    """The questions about an item of a kind; ``rows``: how many offices there is room for."""
    name = _line("name" if kind == "people" else "thing_name", "name", languages, required=True)
    if kind == "bodies":
        return (name, _line("short", "short", languages), *_of_body(offered))
    if kind == "people":
        offices = Offices("offices", languages, offered.zone, offered.bodies(), rows)
        return (name, Question("offices", "offices", "fields", offices, required=True, shape="offices"))
    if kind == "sections":
        return (name, Question("section_place", "place", "fields", Place("section_place")))
    if kind == "policy":
        text = Question("policy_text", "text", "words", Texts("policy_text", languages, is_line=False), required=True)
        return (_line("policy_title", "title", languages, required=True), text)
    return _of_instance(languages) if kind == "instance" else (name,)


def _line(name: str, member: str, languages: tuple[str, ...], *, required: bool = False) -> Question:
    return Question(name, member, "words", Texts(name, languages, is_line=True), required)


def _of_body(offered: Offered) -> tuple[Question, ...]:
    kind = Choice("body_kind", offered.codes("body_kind", kinds.BODY_KINDS))
    takes_part = Choice("participation", offered.codes("participation", kinds.PARTICIPATIONS))
    head = Line("head", canon.is_id, "known-heads")
    competences = Several("competences", offered.competences())
    return (
        Question("body_kind", "kind", "fields", kind, required=True),
        Question("participation", "participation", "fields", takes_part, required=True),
        Question("head", "head", "fields", head, required=True),
        Question("unnamed", "named", "fields", YesNo("unnamed", yes="no", no="yes"), shape="check"),
        Question("competences", "competences", "fields", competences, shape="regions"),
        Question("body_regions", "regions", "fields", Several("body_regions", offered.regions()), shape="regions"),
        Question("body_url", "url", "words", Address("body_url")),
        Question("ended", "ended", "fields", Instant("ended", offered.zone)),
    )


def _of_instance(languages: tuple[str, ...]) -> tuple[Question, ...]:
    return (
        _line("platform_name", "name", languages, required=True),
        _line("tagline", "tagline", languages),
        Question("about", "about", "words", Texts("about", languages, is_line=False)),
        Question("contact", "contact", "words", Texts("contact", languages, is_line=False)),
        Question("platform_url", "url", "words", Address("platform_url")),
        Question("emergency_numbers", "emergency_numbers", "fields", Numbers("emergency_numbers")),
        Question("report_by", "report_by", "fields", Time("report_by")),
    )
