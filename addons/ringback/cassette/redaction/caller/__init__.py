"""Read who sends a request: its credentials, account and API key."""
