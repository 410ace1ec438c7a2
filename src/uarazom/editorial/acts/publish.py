"""publish: the text itself comes out: a statement on record, guidance, a measure's own text, a bulletin, a briefing."""

from uarazom.editorial.acts.form import NEVER_PRECISER, PLANNED, SPEECH, SPOKEN, VERBATIM, Constraint, Field, Form
from uarazom.editorial.acts.outlet import ARTICLE, OF_REQUEST, leaving_out

BULLETIN = (
    Field("date", "day", required=True).of("bulletin"),
    Field("covers", "span", required=True).of("bulletin"),
    Field("next_issue_at", "instant", required=True).of("bulletin"),
    Field("intro", "text", words=True).of("bulletin"),
    Field("items", "items").of("bulletin"),
)

FORM = Form(
    "publish",
    (
        *BULLETIN,
        *ARTICLE,
        *leaving_out((field.of(*field.kinds & SPEECH) for field in SPOKEN), OF_REQUEST),
        *PLANNED,
    ),
    (
        VERBATIM,
        NEVER_PRECISER,
        Constraint("adopted", "A measure is adopted when its own body decided it and the text is published."),
        Constraint("no_author", "A request for correction names the outlet and the article, never who wrote it."),
        Constraint("pins", "A bulletin pins act ids: it goes on showing what it said when it was issued."),
    ),
)
