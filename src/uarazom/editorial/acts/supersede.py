"""supersede: a newer document stands in its place; both stay readable."""

from dataclasses import replace

from uarazom.editorial.acts.form import (
    AS_OF,
    HOW_IT_IS_SAID,
    HOW_THEY_KNOW,
    NOTE,
    TEXT,
    WHEN_KNOWN,
    WHERE_FROM,
    WHO,
    Constraint,
    Field,
    Form,
)

FORM = Form(
    "supersede",
    (
        Field("successor", "document", required=True),
        *(replace(field, required=False) for field in WHO),
        *WHEN_KNOWN,
        AS_OF,
        *(replace(field, required=False) for field in HOW_THEY_KNOW),
        TEXT,
        *HOW_IT_IS_SAID,
        *(field for field in WHERE_FROM if field.name != "media"),
        NOTE,
    ),
    (
        Constraint("successor", "It names its successor: another document of the record."),
        Constraint("same_matter", "A newer count of the same thing replaces; another way of counting does not."),
    ),
)
