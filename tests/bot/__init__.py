"""The command line, settings, wording and rendering."""
