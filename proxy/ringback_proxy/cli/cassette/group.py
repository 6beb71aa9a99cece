"""The group `ringback cassette`: its sub-commands are the modules beside this one."""

import click

from ringback_proxy.cli.lazy_group import LazyGroup

_HELP = """Show, check, compare, redact, import and export cassettes.

\b
Examples:
  ringback cassette show cassettes
  ringback cassette lint cassettes
"""

_PACKAGE = "ringback_proxy.cli.cassette"
_NAMES = ("show", "redact", "lint", "drift", "export")
_PLACES = {
    **{name: f"{_PACKAGE}.{name}:{name}" for name in _NAMES},
    "import": f"{_PACKAGE}.import_:import_",  # its name is a keyword of Python's
}


@click.group(cls=LazyGroup, places=_PLACES, help=_HELP)
def cassette() -> None:
    """Work with cassettes."""
