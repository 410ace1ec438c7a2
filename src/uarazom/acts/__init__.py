"""What was said and what holds: document kinds, acts, their schema, the status at an instant, the next change."""
