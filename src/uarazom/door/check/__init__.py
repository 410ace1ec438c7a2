"""The pages that compare a text with the record: the one part of the public side that needs our server."""
