"""Plain mitmdump with Ringback's addon, for users of their own mitmproxy."""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.http.wire import Address
from tests.support.process.background import Background

SCRIPT = Path(__file__).parents[3] / "addons" / "conversations.py"

_LISTENING = re.compile(r"proxy listening at (?:http://)?127\.0\.0\.1:(\d+)")


def mitmdump_program() -> str:
    """Return the path of the mitmdump beside the interpreter of the tests."""
    return str(Path(sys.executable).with_name("mitmdump"))


def _set_option(name: str, value: str | Sequence[str]) -> list[str]:
    values = [value] if isinstance(value, str) else value
    return [part for each in values for part in ("--set", f"{name}={each}")]


class Mitmdump(Background):
    """A running mitmdump; `address` is where it listens, `ca` what its clients trust.

    An option may have several values.
    """

    def __init__(
        self,
        options: Mapping[str, str | Sequence[str]],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> None:
        confdir = folder / "mitmproxy"
        listening = {"listen_host": "127.0.0.1", "listen_port": "0", "confdir": str(confdir)}
        pairs = {**listening, **options}.items()
        settings = [part for pair in pairs for part in _set_option(*pair)]
        command = (*prefix, mitmdump_program(), "-s", str(SCRIPT), *settings)
        super().__init__(command, folder, environment)
        self.ca = confdir / "mitmproxy-ca-cert.pem"
        try:
            self.address: Address = ("127.0.0.1", self.until(self._port))
        except BaseException:  # Ctrl-C, too, leaves no process behind
            self.stop()
            raise

    def __enter__(self) -> "Mitmdump":
        return self

    def _port(self) -> int | None:
        match = _LISTENING.search(self.stdout)
        return int(match[1]) if match else None
