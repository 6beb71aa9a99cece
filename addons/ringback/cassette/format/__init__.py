"""vcrpy's cassette format: parsing and rendering, without file access."""
