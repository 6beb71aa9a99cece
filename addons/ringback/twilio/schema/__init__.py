"""The types that describe a resource: parameters, attributes, hooks.

May import `store` and `values`.
"""
