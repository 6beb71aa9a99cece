"""The proxy's hooks: which session a request is for, what is in flight, and what is blocked."""
