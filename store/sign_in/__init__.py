"""From a folder to a session: making and opening a store, signing in, who is signed in."""
