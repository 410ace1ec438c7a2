"""doubt: somebody named says "not verified", which is not "otherwise"."""

from uarazom.editorial.acts.form import NAMED, REPLY, Constraint, Form

FORM = Form("doubt", REPLY, (NAMED, Constraint("not_otherwise", "It leaves the status as it is and shows a badge.")))
