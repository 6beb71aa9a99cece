"""Recordings: the file format (vcrpy's), matching, redaction, storage, and command-line tools."""
