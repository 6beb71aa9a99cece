"""A server that records, and its cassette."""

from pathlib import Path
from typing import Any

import yaml

from tests.support.process.ringback import Server
from tests.support.process.starting import Start

Interaction = dict[str, dict[str, Any]]


class Recording:
    """A server that records; `interactions` are those that it adds from now on."""

    def __init__(self, server: Server, cassette: Path) -> None:
        self.server = server
        self.cassette = cassette
        self._before = len(self._interactions())

    @property
    def interactions(self) -> list[Interaction]:
        return self._interactions()[self._before :]

    def _interactions(self) -> list[Interaction]:
        if not self.cassette.exists():
            return []
        return list(yaml.safe_load(self.cassette.read_text())["interactions"])


def start_recording(start: Start, folder: Path, *options: str) -> Recording:
    """Start a server that records into a folder that does not exist yet."""
    cassette = folder / "cassettes" / "create.yaml"
    return Recording(start("record", "--cassette", cassette, *options), cassette)
