"""People on the screen: signing in, one's own account, staff, roles, requests."""
