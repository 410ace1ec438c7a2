"""Is this true?  Entry, note, checkpoint, Merkle proofs, tiles, roster, bundle; only stdlib and cryptography."""
