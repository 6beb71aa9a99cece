"""What can be done with any resource, and how a request and its response are read and written.

May import `schema` and below.
"""
