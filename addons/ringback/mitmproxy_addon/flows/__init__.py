"""mitmproxy's flows, converted to requests, responses and answers; no decisions."""
