"""Knows what the policy says and can judge an enterprise against it."""
