"""From a path to a resource and an account. May import `resources` and below."""
