"""The part of a test session that runs in the proxy process."""
