"""Ways in and out: terminal, web page, Telegram. No channel imports another."""
