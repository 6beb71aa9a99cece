"""Start files: a document of the fake's state in YAML, read with its lines, and written."""
