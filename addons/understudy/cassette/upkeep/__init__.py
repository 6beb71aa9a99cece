"""What is done with cassettes that are already there: shown, checked, redacted, exported; pure."""
