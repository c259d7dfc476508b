"""The commands that scripts and people call: one module a group, imported when it is called."""
