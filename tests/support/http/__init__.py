"""HTTP clients for bytes that no client library would send."""
