"""The Django project: people, bodies, drafts, review, approval."""
