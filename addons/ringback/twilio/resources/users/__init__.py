"""Users of a service, one for each identity."""
