"""The web channel, as a browser and as a program see it."""
