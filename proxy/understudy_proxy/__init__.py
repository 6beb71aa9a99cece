"""What runs Understudy: the proxy, its certificates, the command line."""
