"""Carries text in and answers out: the only layer that is async, reads the clock or holds state."""
