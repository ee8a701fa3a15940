"""Where the enterprise is: what each place in a message is named as."""
