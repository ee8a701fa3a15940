"""What an operator relies on: knowledge without restarts, settings, metrics, commands that look after a bot."""
