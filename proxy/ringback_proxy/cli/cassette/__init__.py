"""`ringback cassette ...`: show, check, compare, redact, import and export cassettes."""
