"""HTTP messages and their bodies, independent of any framework.

Imports no other part of `ringback`.
"""
