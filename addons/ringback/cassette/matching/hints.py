"""Advice after a miss: command lines and options, as Ringback was started."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ringback.cassette.model import make_record_command


@dataclass(frozen=True, slots=True)
class Hints:
    """Ways to avoid a miss, as command lines and options; `option` is added to `record`."""

    option: str = ""

    @property
    def repeats(self) -> str:
        """The option that allows a recording to be played again."""
        return "--allow-playback-repeats"

    def record(self, cassette: Path) -> str:
        """Return the command that records to a cassette."""
        return make_record_command(cassette, *filter(None, [self.option]))

    def faking_beside(self, cassette: Path) -> str:
        """Return the command that fakes, and answers Twilio's other hosts from a cassette."""
        return f"ringback fake -c {shlex.quote(str(cassette))}"

    def ignoring(self, names: Sequence[str]) -> str:
        """Return the options that ignore fields."""
        return " ".join(f"--ignore-field {shlex.quote(name)}" for name in names)

    def matching(self, names: Sequence[str]) -> str:
        """Return the option that matches on the named parts only."""
        return f"--match-on {','.join(names)}"


COMMAND_LINE = Hints()
