"""Staff: accounts and roles, their keys and one-time codes, and what is left when somebody goes."""
