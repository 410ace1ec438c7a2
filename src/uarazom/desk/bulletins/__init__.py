"""Composing the bulletin of a day."""
