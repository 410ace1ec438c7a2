"""answer: a question and who answers it."""

from uarazom.editorial.acts.form import NEVER_PRECISER, REPLY, VALID_UNTIL, VERBATIM, Field, Form

FORM = Form(
    "answer",
    (
        Field("question", "text", words=True).of("claim"),
        Field("question", "text", words=True, required=True).of("answer"),
        *REPLY,
        VALID_UNTIL,
    ),
    (VERBATIM, NEVER_PRECISER),
)
