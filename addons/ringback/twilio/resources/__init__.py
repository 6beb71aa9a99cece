"""The faked resources: the tables of each, and its hooks. May import `operations` and below."""
