"""What a CAP message must be and should be: one table of rules, and a file of checks for each subject."""
