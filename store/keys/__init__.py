"""How a password opens the database: keyring, recovery key, and the count of failed sign-ins."""
