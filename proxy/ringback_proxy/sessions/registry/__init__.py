"""The sessions of a proxy: those that have begun, and the names of those that have ended."""
