"""TLS with clients, by the standard library."""
