"""Webhooks that are called: signed, in order per conversation, and on this machine only."""
