"""From a path to a resource and an operation. May import `resources` and below."""
