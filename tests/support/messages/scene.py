"""A scene in which a message is shown, with what it says to type."""

import sys
from dataclasses import dataclass

from ringback.cassette.model import Interaction
from tests.support.cassettes.archives import CHROMIUM
from tests.support.cassettes.exchanges import create, created, render_cassette

# Files that the commands name.
FILES = {
    "a.yaml": render_cassette(Interaction(create(FriendlyName="Ada"), created())),
    "broken.yaml": "version: 1\ninteractions: [\n",
    "old.yaml": "- request: {method: GET, uri: http://a.test/}\n  response: {}\n",
    "noexec": "echo hello\n",
    "one.har": CHROMIUM.read_text(),
}
INNER = (sys.executable, "-m", "ringback_proxy")
TRUE = ("--", "true")


@dataclass(frozen=True, slots=True)
class Scene:
    """A command that shows a message, `typed`: what is in the message, and a command with it."""

    command: tuple[str, ...]
    typed: str
    then: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()


def ask(path: str, code: str = "", mode: tuple[str, ...] = ("fake",)) -> tuple[str, ...]:
    """Return a command that prints what the proxy answers to a GET."""
    program = code or (
        f"import requests; print(requests.get('https://conversations.twilio.com{path}', "
        "auth=('AC' + '0' * 32, 't'), timeout=10).text)"
    )
    return (*mode, "--", sys.executable, "-c", program)
