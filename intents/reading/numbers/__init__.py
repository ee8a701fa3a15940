"""Numbers, quantities and dates as they stand in a text, whatever they are about."""
