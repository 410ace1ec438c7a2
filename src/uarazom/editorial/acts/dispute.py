"""dispute: another named body says otherwise; both are shown."""

from uarazom.editorial.acts.form import NAMED, OTHER_HEAD, REPLY, VALID_UNTIL, Constraint, Form

FORM = Form(
    "dispute",
    (*REPLY, VALID_UNTIL),
    (
        NAMED,
        OTHER_HEAD,
        Constraint("denial", "A party's denial is a dispute, never a refutation."),
        Constraint("lapses", "A dispute past its own end lapses."),
    ),
)
