"""What describes a resource: parameters, attributes, hooks. May import `store` and `values`."""
