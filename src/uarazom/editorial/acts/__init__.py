"""One file per act: what it asks for, as data that a form can be built from, and its constraints, written down."""
