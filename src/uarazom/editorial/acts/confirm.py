"""confirm: a named body says that it is so, and says what exactly; or that a measure was carried out."""

from uarazom.acts import kinds
from uarazom.editorial.acts.form import NAMED, OTHER_HEAD, REPLY, VALID_UNTIL, Constraint, Field, Form

CODES = kinds.CONFIRMS  # kind → the entry's code beside the words: set by the program, not asked

FORM = Form(
    "confirm",
    (Field("confirms", "text", words=True, required=True), *REPLY, VALID_UNTIL),
    (
        NAMED,
        OTHER_HEAD,
        Constraint("no_relay", "Who passes on what the originator said confirms nothing: the basis is no relay."),
        Constraint("says_what", "It confirms what it names and nothing more: the damage, not its cause."),
    ),
)
