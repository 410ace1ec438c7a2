"""comment: somebody says something about it that neither confirms nor disputes."""

from uarazom.editorial.acts.form import REPLY, Constraint, Form

FORM = Form("comment", REPLY, (Constraint("changes_nothing", "It changes no status."),))
