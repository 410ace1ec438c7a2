"""correct: our own error put right; always called a correction, and never in place of the words it corrects."""

from dataclasses import replace

from uarazom.editorial.acts.form import (
    ACTS,
    EXTRACTS,
    FIGURE,
    NATURE,
    NOTE,
    REASON,
    REGIONS,
    SECTION,
    SPEECH,
    TEXT,
    TITLE,
    TOPIC,
    WHEN_KNOWN,
    WHERE_FROM,
    Constraint,
    Form,
)

FORM = Form(
    "correct",
    (
        REASON.must(),
        *WHEN_KNOWN,
        EXTRACTS,
        ACTS,
        *(replace(field, kinds=field.kinds & SPEECH) for field in (SECTION, TOPIC, REGIONS, NATURE)),
        TITLE,
        TEXT,
        *FIGURE,
        *WHERE_FROM,
        NOTE,
    ),
    (
        Constraint("ours", "Our own error alone; what an originator changes is a clarification or a new act."),
        Constraint("facts", "Section, topic, regions, nature and title change only so."),
    ),
)
