"""What networks demand of a CAP message beyond the standard: one file a profile, by name in ``every``."""
