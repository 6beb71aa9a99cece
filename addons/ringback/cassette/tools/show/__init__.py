"""Show cassettes: an interaction a line, in full, or as JSON; always redacted."""
