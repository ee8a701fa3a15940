"""Delivery beside stock clients."""
