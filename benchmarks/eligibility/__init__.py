"""Judging measured: speed, the order of questions, and the same rules beside two other engines."""
