"""remove: a lawful removal of words. The blob goes, the fact that something stood there stays."""

from uarazom.editorial.acts.form import ACTS, CATEGORY, GROUND, OURS, Constraint, Form

FORM = Form(
    "remove",
    (*OURS, ACTS.must(), GROUND.must(), CATEGORY.must()),
    (
        Constraint("lawful", "The ground is a law or an order, the category says what kind of content it was."),
        Constraint("stays", "Only the words of the named acts go; ids, times, figures and this act stay."),
        Constraint("repeated", "What a request for correction repeats of these words is removed there too."),
    ),
)
