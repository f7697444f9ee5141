"""The settings: accounts and keys for who administers them, and everybody's own account."""
