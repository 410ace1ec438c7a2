"""Warnings at the desk: from the event list to two signatures, and back."""
