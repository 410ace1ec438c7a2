"""render(entries, blobs, now) → files: the whole public side as a pure function."""
