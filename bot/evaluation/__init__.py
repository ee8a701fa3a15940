"""How well labelled questions are answered: marks, intervals, calibration, noise, and the report of it."""
