"""answer: a question and who answers it; of a request for correction, what the outlet replies, word for word."""

from uarazom.editorial.acts.form import NEVER_PRECISER, REPLY, VALID_UNTIL, VERBATIM, Constraint, Field, Form
from uarazom.editorial.acts.outlet import DID, OF_REPLY, leaving_out

FORM = Form(
    "answer",
    (
        Field("question", "text", words=True).of("claim"),
        Field("question", "text", words=True, required=True).of("answer"),
        Field("reviews", "document").of("answer"),
        Field("conclusion", "line", words=True).of("answer"),
        DID,
        *leaving_out((*REPLY, VALID_UNTIL), OF_REPLY),
    ),
    (
        VERBATIM,
        NEVER_PRECISER,
        Constraint("conclusion", "What it comes to stands so in the answer's text: nobody adds a verdict to it."),
        Constraint("outlets", "The reply to a request for correction is the outlet's own, whole and word for word."),
    ),
)
