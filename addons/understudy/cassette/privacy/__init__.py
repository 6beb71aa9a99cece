"""What is kept out of cassettes, logs and replies, and what stands there instead, pure."""
