"""Every setting of every mode, declared once: its type, help, parser and default.

The command line, its environment variables (`RINGBACK_` and the name), mitmproxy's options
(`ringback_` and the name) and the arguments of the pytest plugin are made from these classes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, get_args

from ringback.http.origin import Origin
from ringback.settings import parsers
from ringback.settings.names import (
    DeliveryReceiptsName,
    LatencyName,
    ModeName,
    OnMissName,
    RecordOrCompareName,
    ValidationName,
    WebhooksName,
)
from ringback.settings.setting import Setting, choice, flag, repeatable, setting, settings_of
from ringback.settings.shared import CassetteSettings, ForwardingSettings, ServiceSettings


@dataclass(frozen=True)
class FakeSettings(ServiceSettings):
    """Settings of `ringback fake`."""

    mode: ClassVar[ModeName] = "fake"

    state: str = setting(
        "Keep the state in this file of SQLite, such as state.sqlite, or in a database, such as "
        "postgresql://USER@HOST/DATABASE: it is there after a restart, and proxies with the same "
        "one share it. memory: it ends with the proxy.",
        parsers.parse_state,
        "PATH|URL",
        default=parsers.MEMORY,
        secret=True,
    )
    cassette: tuple[Path, ...] = repeatable(
        "Answer Twilio's other hosts from this cassette or folder, again and again; repeatable.",
        parsers.parse_path,
        "PATH",
        short="c",
    )
    start_with: Path | Mapping[str, Any] | None = setting(
        "Begin with the conversations, users and services in this YAML file; `ringback state dump` "
        "writes one.",
        parsers.parse_start_with,
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
