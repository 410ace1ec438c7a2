"""Rule packs: how they are read, what they look for, how a finding is let go, and the numbers about it (see `gate`)."""
