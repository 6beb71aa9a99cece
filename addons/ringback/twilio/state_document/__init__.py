"""The state of accounts as one document, with the names that replies have: loading and dumping."""
