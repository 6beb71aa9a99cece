"""What the page shows, as values: traffic, conversations, cassettes, faults and webhooks."""
