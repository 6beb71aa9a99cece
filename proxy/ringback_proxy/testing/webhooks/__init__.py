"""Webhooks in tests: a receiver, and what became of each delivery."""
