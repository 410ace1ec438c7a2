"""Wires all; with desk, the only room that reads the clock and the environment."""
