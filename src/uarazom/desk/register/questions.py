"""What is asked of each kind of item of the register, as data; ``asking`` puts it on the screen.

questions = of("bodies", offered, languages=("uk", "en"), rows=2)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from uarazom.acts import kinds
from uarazom.acts.register import Register
from uarazom.acts.register_schema import ALERT_SECONDS_MAX, CODIFIER, OID, is_text
from uarazom.desk import words
from uarazom.desk.drafts.inputs import Choice, Choices, Input, Instant, Line, Several, Texts
from uarazom.desk.drafts.offering import named
from uarazom.desk.register import uploads
from uarazom.desk.register.inputs import Address, Numbers, Offices, Place, Time, YesNo
from uarazom.desk.register.policies import Code, Languages, Senders, Span, is_mark
from uarazom.desk.register.sense import is_zone
from uarazom.desk.register.uploads import Keep, Upload
from uarazom.editorial.alerting.events import SECONDS_MIN
from uarazom.verify import canon


@dataclass(frozen=True)
class Offered:
    """What a form offers: the register with the change so far, the site's languages, the clock here, the reader's
    language."""

    register: Register
    languages: tuple[str, ...]
    zone: ZoneInfo
    language: str
    publishers: tuple[str, ...] = ()
    keep: Keep = lambda *_: ""  # without a person nothing is kept

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

    def may_warn(self) -> Choices:
        """Bodies that publish, and those that have a sender already."""
        alerting = self.register.alerting
        some = dict.fromkeys((*self.publishers, *(alerting.senders if alerting else ())))
        known = self.register.bodies
        return named(((one, known[one].name if one in known else {}) for one in some), self.language)

    def competences(self) -> Choices:
        """Those that have a name, and those that a body has."""
        held = (one for body in self.register.bodies.values() for one in body.competences)
        known = dict.fromkeys((*self.register.texts.get("competences", {}), *held))
        return named(((one, self.register.name("competences", one)) for one in known), self.language)


@dataclass(frozen=True)
class Question:
    """One member of an item: ``name`` on the screen, ``member`` in the register (a file may stand for several, with a
    space between), in which half, how it looks."""

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
    if kind == "alerting":
        return _of_alerting(offered)
    return _of_instance(offered, languages) if kind == "instance" else (name,)


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


def _of_alerting(offered: Offered) -> tuple[Question, ...]:
    """The policy of warnings (docs/formats/alert.md)."""
    register, stands = offered.register, offered.register.files
    listed = Upload("events_file", uploads.event_list, offered.keep, ".yaml,.yml", stands)
    signed = Upload("certificate_file", uploads.certificate, offered.keep, ".pem,.crt", stands)
    may_sign = ("optional", "required") if register.alerting and register.alerting.certificate else ("optional",)
    span = Span("max_seconds", SECONDS_MIN, ALERT_SECONDS_MAX)
    return (
        Question("events_file", "events", "fields", listed, required=True, shape="files"),
        Question("senders", "senders", "fields", Senders("senders", offered.may_warn()), required=True, shape="bodies"),
        Question("max_seconds", "max_seconds", "fields", span, required=True),
        _code("exercise_mark", is_mark, "text_bad", required=True),
        Question(
            "signature", "signature", "fields", Choice("signature", offered.codes("signature", may_sign)), required=True
        ),
        Question("certificate_file", "certificate", "fields", signed, shape="files"),
        _code("codifier", is_text(CODIFIER), "not_a_codifier"),
        _code("oid", is_text(OID), "not_an_oid"),
    )


def _code(name: str, fits: Callable[[Any], bool], wrong: str, *, required: bool = False) -> Question:
    return Question(name, name, "fields", Code(name, fits, wrong), required)


def _of_settings(offered: Offered) -> tuple[Question, ...]:
    """What pages are made with: languages, clock, map."""
    register = offered.register
    known = (*register.regions, *filter(None, (register.instance.region,)))
    drawn = Upload("outlines", uploads.outlines(known), offered.keep, ".json,.geojson", register.files)
    spoken = Upload("catalogues", uploads.words_of_pages, offered.keep, ".yaml", register.files, several=True)
    return (
        Question("languages", "languages", "fields", Languages("languages"), required=True),
        Question("catalogues", "catalogues", "fields", spoken, shape="catalogues"),
        _code("timezone", is_zone, "not_a_zone", required=True),
        Question("outlines", "map geometry", "fields", drawn, shape="files"),
    )


def _of_instance(offered: Offered, languages: tuple[str, ...]) -> tuple[Question, ...]:
    return (
        _line("platform_name", "name", languages, required=True),
        _line("tagline", "tagline", languages),
        Question("about", "about", "words", Texts("about", languages, is_line=False)),
        Question("contact", "contact", "words", Texts("contact", languages, is_line=False)),
        Question("platform_url", "url", "words", Address("platform_url")),
        Question("emergency_numbers", "emergency_numbers", "fields", Numbers("emergency_numbers")),
        Question("report_by", "report_by", "fields", Time("report_by")),
        *_of_settings(offered),
    )
