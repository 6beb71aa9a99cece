"""`ringback cassette ...` in this process, and interactions for its cassettes."""

from pathlib import Path

from click.testing import CliRunner, Result

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback_proxy.cli.cassette.group import cassette
from tests.support.cassettes.exchanges import TOKEN, create, created

CLEAN = Interaction(create(caller=None, FriendlyName="Ada"), created(OWN_ACCOUNT))
LEAKING = Interaction(create(FriendlyName="Eve", Note=TOKEN), created())


def run(*arguments: str | Path) -> Result:
    """Return the result of a sub-command. Raises what it raises."""
    return CliRunner().invoke(
        cassette, [str(argument) for argument in arguments], catch_exceptions=False
    )
