"""vcrpy's format: the text of a cassette to interactions and back, pure."""
