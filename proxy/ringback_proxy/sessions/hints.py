"""Hints against a miss as a test gives them: by a marker and options, or by `serve()`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ringback.cassette.matching.hints import Hints


@dataclass(frozen=True, slots=True)
class PytestHints(Hints):
    """Hints for the plugin; `option` is what a run needs besides to replay at all."""

    @property
    def repeats(self) -> str:
        """The marker that plays a recording again."""
        return "@pytest.mark.ringback(allow_playback_repeats=True)"

    def missing(self) -> str:
        """Return the command that records a missing cassette."""
        return self._run("once")

    def record(self, cassette: Path) -> str:  # noqa: ARG002 - the test knows it
        """Return the command that records to a cassette."""
        return self._run("new_episodes")

    def _run(self, record_mode: str) -> str:
        words = ("pytest", self.option, f"--ringback-record-mode={record_mode}")
        return " ".join(filter(None, words))

    def faking_beside(self, cassette: Path) -> str:
        """Return the marker that fakes, and answers Twilio's other hosts from a cassette."""
        return f'@pytest.mark.ringback({str(cassette)!r}, mode="fake")'

    def ignoring(self, names: Sequence[str]) -> str:
        """Return the marker that leaves fields out of the match."""
        return f"@pytest.mark.ringback(ignore_field={list(names)})"

    def matching(self, names: Sequence[str]) -> str:
        """Return the marker that matches on these parts alone."""
        return f"@pytest.mark.ringback(match_on={','.join(names)!r})"


@dataclass(frozen=True, slots=True)
class ServeHints(Hints):
    """Hints for `serve()`."""

    @property
    def repeats(self) -> str:
        """The argument that plays a recording again."""
        return "serve(..., allow_playback_repeats=True)"

    def missing(self) -> str:
        """Return the argument that records a missing cassette."""
        return 'serve(..., record_mode="once")'

    def record(self, cassette: Path) -> str:  # noqa: ARG002 - it is an argument already
        """Return the argument that records to a cassette."""
        return 'serve(..., record_mode="new_episodes")'

    def faking_beside(self, cassette: Path) -> str:
        """Return the arguments that fake, and answer Twilio's other hosts from a cassette."""
        return f'serve(mode="fake", cassette={str(cassette)!r})'

    def ignoring(self, names: Sequence[str]) -> str:
        """Return the argument that leaves fields out of the match."""
        return f"serve(..., ignore_field={list(names)})"

    def matching(self, names: Sequence[str]) -> str:
        """Return the argument that matches on these parts alone."""
        return f"serve(..., match_on={','.join(names)!r})"


def choose_hints(from_serve: bool, option: str) -> PytestHints | ServeHints:
    """Return the hints for a session of `serve()` or of the plugin."""
    return ServeHints() if from_serve else PytestHints(option)
