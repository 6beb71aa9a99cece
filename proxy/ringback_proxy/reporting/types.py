"""What a log format is, and what it is given to show."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback.settings.table import Settings
from ringback.webhooks.delivery import Delivery
from ringback_proxy.runtime_files.ready_file import Ready

Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class ShownExchange:
    """An exchange in which everything that is shown has been redacted.

    - `session` is "" for the default one.
    - `new_notes` are those that this caller has not been shown; `entry.notes` are all.
    - `with_details`: whole requests and responses are shown.
    - `redact` removes what secrets are left in a text.
    """

    entry: JournalEntry
    session: str
    time: datetime
    new_notes: tuple[str, ...]
    with_details: bool
    redact: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """A delivery that is over; the fields beside it are those of `ShownExchange`."""

    delivery: Delivery
    session: str
    time: datetime
    with_details: bool
    redact: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How a run ended.

    - `sources`: the number of exchanges of each source.
    - `lines`: what the session says of itself.
    - `never_played`: cassette and 1-based index of recordings that no request asked for.
    - `violation`: what `--strict` does not allow, or "".
    - `status`: the exit status.
    - `drift`: how many replies differ from the recorded ones, or "".
    """

    sources: Mapping[Source, int]
    lines: tuple[str, ...] = ()
    cassettes: tuple[Path, ...] = ()
    never_played: tuple[tuple[Path, int], ...] = ()
    violation: str = ""
    status: int = 0
    drift: str = ""


class LogFormat(Protocol):
    """Makes lines, without their ends, of what is reported."""

    def message(self, lines: Iterable[str], level: Level) -> Iterable[str]:
        """Return sentences for a person."""

    def exchange(self, shown: ShownExchange) -> Iterable[str]:
        """Return an exchange."""

    def delivery(self, shown: ShownDelivery) -> Iterable[str]:
        """Return what has become of a webhook."""

    def listening(self, ready: Ready, settings: Settings, env: str) -> Iterable[str]:
        """Return where the proxy listens; `env` is the command that finds it."""

    def summary(self, summary: RunSummary) -> Iterable[str]:
        """Return how the run ended."""
