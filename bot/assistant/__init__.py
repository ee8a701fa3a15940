"""The conversation itself: pure and synchronous, (understanding, conversation, day) to (answer, conversation)."""
