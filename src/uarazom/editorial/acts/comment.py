"""comment: somebody says something about it that neither confirms nor disputes."""

from uarazom.editorial.acts.form import EXTRACTS, REPLY, Constraint, Form

FORM = Form("comment", (*REPLY, EXTRACTS), (Constraint("changes_nothing", "It changes no status."),))
