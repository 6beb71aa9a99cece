"""Requests, replies and cassettes, and what may be left in them."""
