"""The rules of the newsroom, without storage: drafts, transitions, four eyes, gate, completeness; one file per act."""
