"""The command line: a module or a folder per command.

May import the whole package but `pytest_plugin`.
"""
