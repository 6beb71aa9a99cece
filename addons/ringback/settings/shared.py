"""Settings that several modes have: of faults, misses, cassettes, forwarding and the fake."""

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from ringback.http.origin import Origin
from ringback.settings import parsers
from ringback.settings.fault_spec import FaultSpec, parse_fault
from ringback.settings.names import UnknownServicesName
from ringback.settings.setting import choice, flag, repeatable, setting


@dataclass(frozen=True)
class FaultSettings:
    """Settings of the modes in which requests can be made to fail."""

    fault: tuple[FaultSpec, ...] = repeatable(
        "Make requests fail: unavailable,times=2 or slow,ms=500-900,path=/v1/Conversations, for "
        "example; repeatable.",
        parse_fault,
        "NAME[,KEY=VALUE...]",
    )
    seed: int | None = setting(
        "The same SIDs, and the same faults by chance, every time, from this number.",
        parsers.parse_whole_number,
        "N",
        default=None,
    )


@dataclass(frozen=True)
class MissSettings:
    """Settings of the modes in which a request may miss."""

    miss_status: int = setting(
        "The status of a request that is refused, such as one that no recording answers; for a "
        "client that retries 501.",
        parsers.parse_error_status,
        "N",
        default=501,
    )


@dataclass(frozen=True)
class CassetteSettings(FaultSettings, MissSettings):
    """Settings of the modes that play recordings."""

    cassette: tuple[Path, ...] = repeatable(
        "The cassette. replay also takes a folder, and the option more than once.",
        parsers.parse_path,
        "PATH",
        default=(Path("cassettes/conversations.yaml"),),
        short="c",
    )
    match_on: tuple[str, ...] = setting(
        "What must be equal for a recording to be played, by vcrpy's names.",
        parsers.parse_names,
        "LIST",
        default=("method", "scheme", "host", "port", "path", "query", "body"),
    )
    ignore_field: tuple[str, ...] = repeatable(
        "A form or JSON field left out of the match; repeatable.", str, "NAME"
    )
    allow_playback_repeats: bool = flag(
        "After the last equal recording, play it again (default: each is played once, in order)."
    )
    redact: tuple[str, ...] = repeatable(
        "One more header, form or JSON field to redact, or personal-data for names, phone numbers, "
        "e-mail addresses and messages; repeatable; kept in the cassette.",
        str,
        "NAME",
    )


@dataclass(frozen=True)
class ForwardingSettings:
    """Settings of the modes that forward requests."""

    upstream: Origin | None = setting(
        "Forward here instead of to the real API; TLS to it is always verified.",
        parsers.parse_upstream,
        "URL",
        default=None,
    )
    upstream_ca: Path | None = setting(
        "Trust the CAs in this PEM file for the upstream, and no others.",
        parsers.parse_path,
        "PEM",
        default=None,
    )
    upstream_timeout: float = setting(
        "Give up on an upstream that has not answered after so many seconds.",
        parsers.parse_seconds,
        "SECONDS",
        default=60.0,
    )


@dataclass(frozen=True)
class ServiceSettings(FaultSettings, MissSettings):
    """Settings of the modes in which the fake may answer."""

    unknown_services: UnknownServicesName = choice(
        "adopt: a service (IS...) or role (RL...) that nothing created exists from its first use "
        "on, as if made in the Twilio Console. refuse: answer with Twilio's fault.",
        get_args(UnknownServicesName),
        default="adopt",
    )
