"""The settings of every mode: one table, and parsers for its values.

May import `http` and `errors`.
"""
