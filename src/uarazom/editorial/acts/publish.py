"""publish: the text itself comes out: a statement on record, guidance, a measure's own text, a bulletin, a briefing."""

from uarazom.editorial.acts.form import NEVER_PRECISER, PLANNED, SPEECH, SPOKEN, VERBATIM, Constraint, Field, Form

BULLETIN = (
    Field("date", "day", required=True).of("bulletin"),
    Field("covers", "span", required=True).of("bulletin"),
    Field("next_issue_at", "instant", required=True).of("bulletin"),
    Field("intro", "text", words=True).of("bulletin"),
    Field("items", "items").of("bulletin"),
)

FORM = Form(
    "publish",
    (*BULLETIN, *(field.of(*field.kinds & SPEECH) for field in SPOKEN), *PLANNED),
    (
        VERBATIM,
        NEVER_PRECISER,
        Constraint("adopted", "A measure is adopted when its own body decided it and the text is published."),
        Constraint("pins", "A bulletin pins act ids: it goes on showing what it said when it was issued."),
    ),
)
