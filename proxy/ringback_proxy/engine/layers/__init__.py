"""Changes to mitmproxy's layers: errors in JSON, limits, and tunnels through another proxy."""
