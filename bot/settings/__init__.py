"""What an operator sets: `values` has the settings, `reading` reads and checks them, `apart` does so for who serves."""
