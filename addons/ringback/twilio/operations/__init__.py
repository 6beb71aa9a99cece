"""What every resource can be asked: create, fetch, list, update, delete.

May import `schema` and below.
"""
