"""Drafts on their way: editions, contributors, findings, submissions, approvals."""
