"""The types that describe a resource: parameters, attributes, behavior.

May import `store` and `values`.
"""
