"""The chat page, the HTTP interface and the probes."""
