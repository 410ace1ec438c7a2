"""announce: somebody says that it is so, or will be so; not checked by others."""

from uarazom.editorial.acts.form import NEVER_PRECISER, PLANNED, SPOKEN, VERBATIM, Constraint, Form

FORM = Form(
    "announce",
    (*SPOKEN, *PLANNED),
    (
        VERBATIM,
        NEVER_PRECISER,
        Constraint("rumour", "Without an originator it is shown as a rumour."),
        Constraint("state_ends", "A state ends: without its own end it goes out of date 24 hours after as-of."),
        Constraint("plan_due", "A plan has a due end."),
        Constraint("event_stays", "An event never expires, so it has no end."),
    ),
)
