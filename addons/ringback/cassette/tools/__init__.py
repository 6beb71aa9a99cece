"""What `cassette show`, `lint`, `redact` and `export` do. May import everything else here."""
