"""What was done at the desk, by whom, when: appended, chained, never edited."""
