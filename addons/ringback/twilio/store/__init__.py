"""The state of an account: records, collections and their indexes. May import `values`."""
