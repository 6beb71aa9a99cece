"""Receivers of webhooks, and requests for them."""
