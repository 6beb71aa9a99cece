"""Roles: what users may do in a service, and participants in a conversation."""
