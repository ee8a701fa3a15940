"""The words and patterns by which facts are read, and how they are found in a text."""
