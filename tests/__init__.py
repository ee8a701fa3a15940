"""Tests of Huiqi."""
