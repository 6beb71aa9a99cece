"""Ringback inside a test run: a proxy in a process of its own, and what a test holds of it."""
