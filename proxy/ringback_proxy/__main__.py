"""Runs the command line: `python -m ringback_proxy` is `ringback`."""

from ringback_proxy.cli.main import main

main()
