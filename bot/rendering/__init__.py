"""One result object in, text out: plain, Markdown, Telegram HTML, JSON."""
