"""What helps against a miss, as a test says it: with a marker and options, or to `serve`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ringback.cassette.matching.miss_report import Hints


@dataclass(frozen=True, slots=True)
class PytestHints(Hints):
    """The plugin's words; `option` is what a run needs besides to replay at all."""

    @property
    def repeats(self) -> str:
        """What plays a recording again."""
        return "@pytest.mark.ringback(allow_playback_repeats=True)"

    def missing(self) -> str:
        """Say what records a cassette that is missing."""
        return self._run("once")

    def record(self, cassette: Path) -> str:  # noqa: ARG002 - the test knows it
        """Say what records to a cassette."""
        return self._run("new_episodes")

    def _run(self, record_mode: str) -> str:
        words = ("pytest", self.option, f"--ringback-record-mode={record_mode}")
        return " ".join(filter(None, words))

    def ignoring(self, names: Sequence[str]) -> str:
        """Say what leaves fields out of the match."""
        return f"@pytest.mark.ringback(ignore_field={list(names)})"

    def matching(self, names: Sequence[str]) -> str:
        """Say what matches on these alone."""
        return f"@pytest.mark.ringback(match_on={','.join(names)!r})"


@dataclass(frozen=True, slots=True)
class ServeHints(Hints):
    """The words of `serve`."""

    @property
    def repeats(self) -> str:
        """What plays a recording again."""
        return "serve(..., allow_playback_repeats=True)"

    def missing(self) -> str:
        """Say what records a cassette that is missing."""
        return 'serve(..., record_mode="once")'

    def record(self, cassette: Path) -> str:  # noqa: ARG002 - it is given already
        """Say what records to a cassette."""
        return 'serve(..., record_mode="new_episodes")'

    def ignoring(self, names: Sequence[str]) -> str:
        """Say what leaves fields out of the match."""
        return f"serve(..., ignore_field={list(names)})"

    def matching(self, names: Sequence[str]) -> str:
        """Say what matches on these alone."""
        return f"serve(..., match_on={','.join(names)!r})"


def vocabulary(served: bool, option: str) -> PytestHints | ServeHints:
    """Return the words of whoever asked."""
    return ServeHints() if served else PytestHints(option)
