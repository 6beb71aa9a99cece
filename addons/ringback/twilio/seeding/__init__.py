"""Adding recorded exchanges to the state of an account. May import `routing` and below."""
