"""Compare a recorded reply with another reply to the same request: status, fault and shape."""
