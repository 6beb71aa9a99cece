"""Implement `cassette show`, `lint`, `redact` and `export`. May import all of `cassette`."""
