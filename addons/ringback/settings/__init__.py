"""The settings of every mode: their declarations, and parsers of their values.

May import `http` and `errors`.
"""
