"""Rigs: what the tests stand on, each with a test of its own that it sees what it must see."""
