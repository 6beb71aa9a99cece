"""Makes each mode from its settings, with the cassettes, locks and models that it needs."""
