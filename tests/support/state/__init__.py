"""States in databases, for tests of each kind of database."""
