"""Answers that come from cassettes, and the search for a request's recording."""
