"""Tags that every template has: words in the reader's language, instants, status."""
