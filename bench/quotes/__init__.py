"""The tables of the check of a quotation, and their data."""
