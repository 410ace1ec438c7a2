"""The warning format CAP 1.2: alert, parse, serialise, signature, rules, lifecycle."""
