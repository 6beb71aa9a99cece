"""Modes that only sessions have: faults, a fallback, and explanations of misses."""
