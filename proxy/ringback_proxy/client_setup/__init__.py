"""Makes clients use the proxy and trust its CA: variables, trust stores, preloaded modules."""
