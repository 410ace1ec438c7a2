"""withdraw: it is taken back; the text stays, struck through. With act ids, only those acts: a refutation, for one."""

from dataclasses import replace

from uarazom.editorial.acts.form import ACTS, CATEGORY, GROUND, OURS, WHEN_KNOWN, WHO, Constraint, Form

FORM = Form(
    "withdraw",
    (*OURS, *(replace(field, required=False) for field in WHO), *WHEN_KNOWN, ACTS, GROUND, CATEGORY),
    (Constraint("whole", "Without act ids the whole document is withdrawn."),),
)
