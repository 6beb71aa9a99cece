"""Files that messages carry, which a host of their own stores. May import services."""
