"""Requests for correction at the desk: begun from an article that was compared, and the letter that a person sends."""
