"""State that no request created: taken from recorded exchanges. May import `routing` and below."""
