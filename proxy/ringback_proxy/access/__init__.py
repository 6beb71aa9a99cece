"""Who may use the proxy, and the proxy behind it: `--proxy-auth` and company proxies."""
