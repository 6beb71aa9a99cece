"""Every setting of every mode, declared once: its type, help, parser and default.

The command line, its environment variables (`RINGBACK_` and the name), mitmproxy's options
(`ringback_` and the name) and the arguments of the pytest plugin are made from these classes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, get_args

from ringback.http.origin import Origin
from ringback.settings import parsers
from ringback.settings.fault_spec import FaultSpec, parse_fault
from ringback.settings.names import (
    DeliveryReceiptsName,
    LatencyName,
    ModeName,
    OnMissName,
    RecordOrCompareName,
    UnknownServicesName,
    ValidationName,
    WebhooksName,
)
from ringback.settings.setting import Setting, choice, flag, repeatable, setting, settings_of


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


@dataclass(frozen=True)
class FakeSettings(ServiceSettings):
    """Settings of `ringback fake`."""

    mode: ClassVar[ModeName] = "fake"

    cassette: tuple[Path, ...] = repeatable(
        "Answer Twilio's other hosts from this cassette or folder, again and again; repeatable.",
        parsers.parse_path,
        "PATH",
        short="c",
    )
    start_with: Path | None = setting(
        "Begin with the conversations, users and services in this YAML file; `ringback state dump` "
        "writes one.",
        parsers.parse_path,
        "FILE",
        default=None,
    )
    now: datetime | None = setting(
        "Freeze the clock at this instant, such as 2026-01-31T12:00:00Z.",
        parsers.parse_instant,
        "ISO8601",
        default=None,
    )
    account_sid: str | None = setting(
        "Insist on this account; API keys (SK...) then belong to it.",
        parsers.parse_account_sid,
        "AC...",
        default=None,
    )
    auth_token: str | None = setting(
        "Insist on this auth token (or API key secret).", str, "TOKEN", default=None, secret=True
    )
    validation: ValidationName = choice(
        "strict: refuse what Twilio refuses. warn: go on as if a parameter that is refused for its "
        "value alone had not been sent, and log what Twilio would have said; other faults stay.",
        get_args(ValidationName),
        default="strict",
    )
    max_body: int = setting(
        "Refuse a larger request body with Twilio's 413.",
        parsers.parse_positive_number,
        "BYTES",
        default=1_048_576,
    )
    webhooks: WebhooksName = choice(
        "Which requests send webhooks. asked: those with the header X-Twilio-Webhook-Enabled: "
        "true, as at Twilio. all: every request. off: none, and nothing else does either.",
        get_args(WebhooksName),
        default="asked",
    )
    webhook_url: str | None = setting(
        "The post-action webhook of every new account, as if set in the Twilio Console.",
        parsers.parse_webhook_url,
        "URL",
        default=None,
    )
    pre_webhook_url: str | None = setting(
        "The pre-action webhook of every new account, whose reply may change or reject an action.",
        parsers.parse_webhook_url,
        "URL",
        default=None,
    )
    webhook_filter: tuple[str, ...] = repeatable(
        "An event that --webhook-url and --pre-webhook-url get; repeatable (default: all events).",
        parsers.parse_webhook_event,
        "EVENT",
    )
    forward_webhooks_to: Origin | None = setting(
        "Send the webhooks of all URLs here instead, with their path and query.",
        parsers.parse_upstream,
        "URL",
        default=None,
    )
    delivery_receipts: DeliveryReceiptsName = choice(
        "When a message outside of the chat is delivered: at-once, timed (sent after a second, "
        "delivered after another one), or manual (by the control API or a test).",
        get_args(DeliveryReceiptsName),
        default="at-once",
    )


@dataclass(frozen=True)
class ReplaySettings(ServiceSettings, CassetteSettings):
    """Settings of `ringback replay`."""

    mode: ClassVar[ModeName] = "replay"

    on_miss: OnMissName = choice(
        "What becomes of a request that no recording answers: refuse it with a 501 that says why, "
        "or fake the answer, knowing what the recordings show.",
        get_args(OnMissName),
        default="refuse",
    )
    latency: LatencyName = choice(
        "none: answer at once. recorded: take as long as the reply took when it was recorded.",
        get_args(LatencyName),
        default="none",
    )
    strict: bool = flag(
        "End with status 3 where a request missed or has an unknown parameter, or a recording was "
        "never played."
    )


@dataclass(frozen=True)
class RecordSettings(ForwardingSettings, CassetteSettings):
    """Settings of `ringback record`."""

    mode: ClassVar[ModeName] = "record"

    record_mode: RecordOrCompareName = choice(
        "new_episodes: play what was on disk at start, record the rest. once: record only where "
        "there is no file yet. all: record everything anew, and replace the file at a good end. "
        "compare: forward everything, write nothing, and end with status 3 where a reply differs "
        "from the recorded one.",
        get_args(RecordOrCompareName),
        default="new_episodes",
    )
    max_writes: int | None = setting(
        "Refuse every further request that is not a GET, once so many have been forwarded.",
        parsers.parse_count,
        "N",
        default=None,
    )
    only_account: str | None = setting(
        "Refuse requests for another account than this one.",
        parsers.parse_account_sid,
        "AC...",
        default=None,
    )
    clean_up: bool = flag(
        "At the end, delete what this run has created at Twilio, the youngest first."
    )


@dataclass(frozen=True)
class InspectSettings(ForwardingSettings):
    """Settings of `ringback inspect`."""

    mode: ClassVar[ModeName] = "inspect"


Settings = FakeSettings | ReplaySettings | RecordSettings | InspectSettings
OfflineSettings = FakeSettings | ReplaySettings

SETTINGS_OF: Mapping[ModeName, type[Settings]] = {
    "replay": ReplaySettings,
    "record": RecordSettings,
    "inspect": InspectSettings,
    "fake": FakeSettings,
}
# Every setting once, in this order of the classes.
SETTINGS: tuple[Setting, ...] = tuple(
    {
        each.field: each for declaring in SETTINGS_OF.values() for each in settings_of(declaring)
    }.values()
)
