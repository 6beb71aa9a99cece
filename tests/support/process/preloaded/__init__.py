"""Servers of the product, each a fork of a process that has imported it.

Imports are four fifths of a start, and the tests start hundreds. What is forked runs
`python -m ringback_proxy` with arguments, environment, folder and streams of its own. Where an
interpreter reads its environment, under strace, and in tests of imports it starts as for users.
"""
