"""`ringback cassette ...`: show, check, redact and export existing cassettes."""
