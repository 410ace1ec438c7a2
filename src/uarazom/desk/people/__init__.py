"""Who works here: people, their approval keys, roles in bodies, signing in."""
