"""hold: "do not repeat until checked". One person, at once."""

from uarazom.editorial.acts.form import CATEGORY, GROUND, OURS, Constraint, Form

FORM = Form(
    "hold",
    (*OURS, GROUND, CATEGORY),
    (Constraint("one_person", "One active author or approver of any body holds; lifting it takes two."),),
)
