"""From numbers that are bound to their facts, and what keeps one from being taken."""
