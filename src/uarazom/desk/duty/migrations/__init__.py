"""Migrations: each step of the schema, never edited after release."""
