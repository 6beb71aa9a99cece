"""Patches of Python's HTTP clients, so that they use the proxy of the environment.

`shims/python/sitecustomize.py` applies them to a program that a command starts, and
`testing/process_env` to the process of the tests. They run in older interpreters as well, so they
avoid newer syntax and import nothing of Ringback.
"""
