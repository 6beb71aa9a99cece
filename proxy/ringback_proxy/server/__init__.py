"""One run of the proxy, from start to drained stop."""
