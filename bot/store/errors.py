"""What can be wrong with the store."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot be opened or used: one clear line."""


class StoreDown(StoreError):
    """The store did not take a write in time; the caller may offer it again."""


class LostLane(StoreError):
    """Another process has taken the lane over: nothing of the report was written."""
