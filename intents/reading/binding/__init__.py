"""Which fact a number is about."""
