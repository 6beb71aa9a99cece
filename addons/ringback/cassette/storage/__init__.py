"""Cassettes on disk: appending, locking, atomic replacement. May import `matching` and below."""
