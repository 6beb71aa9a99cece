"""HTTP/1.1 requests that are answered here."""
