"""refute: the body competent for the matter says that it is false."""

from uarazom.editorial.acts.form import NAMED, REPLY, Constraint, Field, Form, chosen

FORM = Form(
    "refute",
    (
        Field("competent_because", "text", words=True, required=True),
        chosen("competence", ("affirmed",), required=True),
        *REPLY,
    ),
    (
        NAMED,
        Constraint("competent", "Only the body competent for the matter refutes; the approver affirms that it is."),
        Constraint("denial", "A party's denial is a dispute, never a refutation."),
    ),
)
