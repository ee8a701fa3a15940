"""What outlives the process: intake, delivery, conversations and the log, in SQLite or PostgreSQL."""
