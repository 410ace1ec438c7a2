"""Warnings in the newsroom: what may happen, where, what to say of it; the whole message that two people confirm."""
