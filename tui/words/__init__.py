"""What the store says in data, in words for people; screens and commands say the same."""
