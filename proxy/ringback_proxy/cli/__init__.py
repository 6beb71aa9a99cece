"""The command line: one module per command. May import the whole package but `pytest_plugin`."""
