"""Redact what messages consist of: text of any kind, and headers."""
