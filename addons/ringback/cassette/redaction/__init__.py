"""Replace secrets before anything is written or shown. May import `model` only."""
