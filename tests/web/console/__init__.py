"""The console of support staff."""
