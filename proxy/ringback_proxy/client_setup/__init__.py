"""What leads a client to the proxy and makes it trust the CA: variables, trust stores, preloads."""
