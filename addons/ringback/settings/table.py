"""Every setting of a mode once: its name, help, default, the modes that know it, and its check.

The command line, the environment (`RINGBACK_` and the name) and mitmproxy's options
(`ringback_` and the name) are made from this table; `settings_from` turns what they collected
into one frozen value. Checks raise UsageError with the value, what is accepted and what to type.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from ringback.settings import parsers
from ringback.settings.parsers import Upstream

ModeName = Literal["fake", "replay", "record", "inspect"]
RecordModeName = Literal["new_episodes", "once", "all"]
OnMissName = Literal["refuse", "fake"]
ValidationName = Literal["strict", "warn"]

MODES: tuple[ModeName, ...] = ("fake", "replay", "record", "inspect")
OFFLINE_MODES: tuple[ModeName, ...] = ("fake", "replay")
DEFAULT_CASSETTE = "cassettes/conversations.yaml"
DEFAULT_MATCH_ON = "method,scheme,host,port,path,query,body"


@dataclass(frozen=True, slots=True)
class Setting:
    """One option of one or more modes.

    `parse` makes the value from text. `default` is text too; None means "not given". A setting
    that is `repeatable` collects a tuple; one that is a `flag` has no text.
    """

    name: str
    help: str
    modes: tuple[ModeName, ...]
    parse: Callable[[str], Any] = str
    default: str | None = None
    metavar: str = "TEXT"
    choices: tuple[str, ...] = ()
    repeatable: bool = False
    flag: bool = False
    short: str | None = None

    @property
    def field(self) -> str:
        """The name as an identifier: `match-on` is `match_on`."""
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        """The environment variable, the same in every mode."""
        return f"RINGBACK_{self.field.upper()}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a mode was asked to be, checked."""

    mode: ModeName
    cassette: tuple[Path, ...] = (Path(DEFAULT_CASSETTE),)
    match_on: tuple[str, ...] = tuple(DEFAULT_MATCH_ON.split(","))
    ignore_field: tuple[str, ...] = ()
    allow_playback_repeats: bool = False
    on_miss: OnMissName = "refuse"
    strict: bool = False
    record_mode: RecordModeName = "new_episodes"
    upstream: Upstream | None = None
    upstream_ca: Path | None = None
    upstream_timeout: float = 60.0
    redact: tuple[str, ...] = ()
    seed: int | None = None
    now: datetime | None = None
    account_sid: str | None = None
    auth_token: str | None = field(default=None, repr=False)
    validation: ValidationName = "strict"
    max_body: int = 1_048_576


_CASSETTES: tuple[ModeName, ...] = ("record", "replay")
_FORWARDING: tuple[ModeName, ...] = ("record", "inspect")

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "cassette",
        "The cassette. replay also takes a folder, and the option more than once.",
        _CASSETTES,
        parse=Path,
        default=DEFAULT_CASSETTE,
        metavar="PATH",
        repeatable=True,
        short="c",
    ),
    Setting(
        "match-on",
        "What must be equal for a recording to be played, by vcrpy's names.",
        _CASSETTES,
        parse=parsers.parse_names,
        default=DEFAULT_MATCH_ON,
        metavar="LIST",
    ),
    Setting(
        "ignore-field",
        "A form or JSON field left out of the match; repeatable.",
        _CASSETTES,
        metavar="NAME",
        repeatable=True,
    ),
    Setting(
        "allow-playback-repeats",
        "After the last equal recording, play it again (default: each is played once, in order).",
        _CASSETTES,
        flag=True,
    ),
    Setting(
        "on-miss",
        "What becomes of a request that no recording answers: refuse it with a 501 that says why, "
        "or fake the answer, in a world that knows the recordings.",
        ("replay",),
        default="refuse",
        choices=("refuse", "fake"),
    ),
    Setting(
        "strict",
        "End with status 3 where a request missed or a recording was never played.",
        ("replay",),
        flag=True,
    ),
    Setting(
        "record-mode",
        "new_episodes: play what was on disk at start, record the rest. once: record only where "
        "there is no file yet. all: record everything anew, and replace the file at a good end.",
        ("record",),
        default="new_episodes",
        choices=("new_episodes", "once", "all"),
    ),
    Setting(
        "upstream",
        "Forward here instead of to the real API; TLS to it is always verified.",
        _FORWARDING,
        parse=parsers.parse_upstream,
        metavar="URL",
    ),
    Setting(
        "upstream-ca",
        "Trust the CAs in this PEM file for the upstream, and no others.",
        _FORWARDING,
        parse=Path,
        metavar="PEM",
    ),
    Setting(
        "upstream-timeout",
        "Give up on an upstream that has not answered after so many seconds.",
        _FORWARDING,
        parse=parsers.parse_seconds,
        default="60",
        metavar="SECONDS",
    ),
    Setting(
        "redact",
        "One more header, form or JSON field to redact; repeatable; kept in the cassette.",
        _CASSETTES,
        metavar="NAME",
        repeatable=True,
    ),
    Setting(
        "seed",
        "The same SIDs every time, from this number.",
        ("fake",),
        parse=parsers.parse_whole_number,
        metavar="N",
    ),
    Setting(
        "now",
        "Freeze the clock at this instant, such as 2026-01-31T12:00:00Z.",
        ("fake",),
        parse=parsers.parse_instant,
        metavar="ISO8601",
    ),
    Setting(
        "account-sid",
        "Insist on this account; API keys (SK...) then belong to it.",
        ("fake",),
        parse=parsers.parse_account_sid,
        metavar="AC...",
    ),
    Setting(
        "auth-token",
        "Insist on this auth token (or API key secret).",
        ("fake",),
        metavar="TOKEN",
    ),
    Setting(
        "validation",
        "strict: refuse what Twilio refuses. warn: go on as if a parameter that is refused for its "
        "value alone had not been sent, and log what Twilio would have said; other faults stay.",
        ("fake",),
        default="strict",
        choices=("strict", "warn"),
    ),
    Setting(
        "max-body",
        "Refuse a larger request body with Twilio's 413.",
        ("fake",),
        parse=parsers.parse_positive_number,
        default="1048576",
        metavar="BYTES",
    ),
)


def settings_from(mode: ModeName, given: Mapping[str, Any]) -> Settings:
    """Make the settings of a mode from values that were already parsed, by field name.

    None, and an empty collection, mean "not given".
    """
    values = {
        name: value for name, value in given.items() if value is not None and value not in ((), "")
    }
    return Settings(mode=mode, **values)
