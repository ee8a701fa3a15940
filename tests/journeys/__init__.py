"""Whole journeys: what the README promises, run as processes."""
