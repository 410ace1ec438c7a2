"""hold: "do not repeat until checked". One person, at once; of a warning without a word of theirs."""

from uarazom.editorial.acts.form import CATEGORY, EVERY_KIND, GROUND, OURS, Constraint, Form

_NOT_OF_WARNINGS = EVERY_KIND - {"alert"}
FORM = Form(
    "hold",
    (*(field.of(*_NOT_OF_WARNINGS) for field in OURS), GROUND, CATEGORY),
    (Constraint("one_person", "One active author or approver of any body holds; lifting it takes two."),),
)
