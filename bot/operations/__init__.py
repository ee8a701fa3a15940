"""What the operator sees: health, metrics."""
