"""Cassettes on disk: reading, appending, locking, replacing. May import `matching` and below."""
