"""Migrations of the tables, run by bot.store.migrating."""
