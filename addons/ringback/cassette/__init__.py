"""Recordings: vcrpy's format, what a request matches, what is kept secret, and the one writer."""
