"""The faked resources: the tables of each, and its behavior. May import `operations` and below."""
