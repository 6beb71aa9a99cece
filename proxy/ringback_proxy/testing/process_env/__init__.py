"""Pointing the test process itself at its proxy."""
