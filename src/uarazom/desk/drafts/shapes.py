"""Which input an editorial field gets on the screen: one table, by the field's shape."""

from collections.abc import Callable, Mapping

from uarazom.acts import kinds
from uarazom.desk.drafts import compared
from uarazom.desk.drafts.inputs import (
    Choice,
    Choices,
    Day,
    Extracts,
    Figure,
    Input,
    Instant,
    Line,
    Offered,
    Several,
    Source,
    Span,
    Texts,
    Versions,
)
from uarazom.editorial.acts.form import Field
from uarazom.verify import canon


def of(asked: Field, offered: Offered) -> Input:
    """The input for an editorial field. A shape without one fails loudly: nothing is left out of a form in silence."""
    return _BY_SHAPE[asked.shape](asked, offered)


def _choices(group: str, codes: tuple[str, ...], offered: Offered) -> Choices:
    return [(code, offered.say(group, code)) for code in codes]


_BY_SHAPE: Mapping[str, Callable[[Field, Offered], Input]] = {
    "line": lambda f, o: Texts(f.name, o.languages, is_line=True),
    "text": lambda f, o: Texts(f.name, o.languages, is_line=False),
    "source": lambda f, o: Source(f.name, o.zone),
    "choice": lambda f, o: Choice(f.name, _choices(f.name, f.choices, o)),
    "instant": lambda f, o: Instant(f.name, o.zone),
    "day": lambda f, _: Day(f.name),
    "language": lambda f, _: Line(f.name, canon.is_language, "known-languages"),
    "versions": lambda f, o: Versions(f.name, o.languages, _choices("version", kinds.VERSIONS, o)),
    "originator": lambda f, o: Choice(f.name, o.originators),
    "body": lambda f, o: Choice(f.name, o.bodies),
    "section": lambda f, o: Choice(f.name, o.sections),
    "id": lambda f, _: Line(f.name, None, f"known-{f.name}"),
    "regions": lambda f, o: Several(f.name, o.regions),
    "document": lambda f, _: Line(f.name, canon.is_id, "known-documents"),
    "acts": lambda f, o: Several(f.name, o.acts),
    "extracts": lambda f, o: Extracts(f.name, o.extracts, o.placed),
    "figure": lambda f, o: Figure(f.name, _choices("qualifier", kinds.QUALIFIERS, o)),
    "span": lambda f, o: Span(f.name, o.zone),
    "article": lambda f, _: compared.Article(f.name),
    "findings": lambda f, o: compared.Findings(
        f.name, o.findings, _choices("quotation_verdict", kinds.FOUND, o), o.paragraph
    ),
    "passages": lambda f, o: compared.Passages(f.name, o.findings),
}
NOT_ASKED_HERE = frozenset({"media", "items"})  # media have a screen of their own; items are composed with the bulletin
