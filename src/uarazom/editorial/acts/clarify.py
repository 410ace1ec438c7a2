"""clarify: somebody of the originator's own head says how it was meant. It follows the statement everywhere."""

from uarazom.editorial.acts.form import ACTS, EXTRACTS, REPLY, Constraint, Form

FORM = Form(
    "clarify",
    (*REPLY, EXTRACTS, ACTS),
    (Constraint("own_head", "The badge comes only from somebody of the originator's own head."),),
)
