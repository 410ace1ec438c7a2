"""Does this text say what the statement says? Quotations found, attributed, and compared with the record."""
