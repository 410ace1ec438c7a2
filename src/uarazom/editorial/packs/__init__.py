"""Rule packs that ship with the program: an example, in force nowhere until somebody chooses it."""
