"""The person's terminal: keys as they arrive, what is sent to it, its clipboard."""
