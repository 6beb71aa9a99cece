"""Sessions: what one test, developer or run has of the proxy, and which one a request is for."""
