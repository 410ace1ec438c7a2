"""release: the end of a hold."""

from uarazom.editorial.acts.form import ACTS, OURS, Constraint, Form

FORM = Form(
    "release",
    (*OURS, ACTS),
    (Constraint("held", "Something is on hold; without act ids every hold is lifted. It takes two."),),
)
