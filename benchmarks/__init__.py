"""Benchmarks, each one command; docs/ has their tables."""
