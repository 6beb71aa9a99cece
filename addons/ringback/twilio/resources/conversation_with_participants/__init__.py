"""A conversation and its participants in one request. May import participants and below."""
