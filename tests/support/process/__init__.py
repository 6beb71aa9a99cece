"""Programs beside a test: started, observed, and stopped cleanly."""
