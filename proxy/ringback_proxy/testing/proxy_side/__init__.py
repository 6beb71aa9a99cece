"""The proxy process's side: sessions, their modes, and the router that picks one per request."""
