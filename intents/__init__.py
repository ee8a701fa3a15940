"""Turns what someone wrote into what they mean."""
