"""The configuration of an account and of its services. May import the resources it refers to."""
