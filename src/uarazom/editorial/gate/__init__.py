"""The check of a draft against a rule pack before it is submitted: it flags and holds, and never deletes a word."""
