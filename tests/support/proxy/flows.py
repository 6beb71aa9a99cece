"""Flows of mitmproxy as its proxy makes them, and a mode that decides as a test wants."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mitmproxy import http
from mitmproxy.proxy.mode_specs import ProxyMode
from mitmproxy.test import tflow, tutils

from ringback.http.messages import Request, Response
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Answer, Decision, Forward, Source
from ringback.modes.state import ModeState
from ringback.twilio.values.types import Json
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.inbound_message import (
    DeliveryReply,
    DeliveryUpdate,
    InboundMessage,
    InboundReply,
)
from ringback.twilio.webhooks.pre_action import PreAction

HOST = "conversations.twilio.com"
CREATED = Answer(Response(201, body=b'{"sid": "CH1"}'), Source.FAKE)
NOT_ROUTED = InboundReply(routed=False, reason="nobody has that pair")

NO_RECEIPTS = DeliveryReply(())


@dataclass
class ScriptedMode(Mode):
    """A mode that decides as a test wants, and keeps the requests and responses it was given."""

    decision: Decision | Exception = CREATED
    offline: bool = True
    name: str = "scripted"
    forwards_on_failure: bool = False
    https_only: bool = True
    failure: Exception | None = None
    requests: list[Request] = field(default_factory=list)
    responses: list[tuple[Request, Response]] = field(default_factory=list)
    inbound: InboundReply | PreAction[InboundReply] = NOT_ROUTED
    delivered: DeliveryReply = NO_RECEIPTS
    timers: list[tuple[datetime, WebhookRequest]] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.state = ScriptedState(self)

    def decide(self, request: Request) -> Decision:
        self.requests.append(request)
        if isinstance(self.decision, Exception):
            raise self.decision
        return self.decision

    async def on_response(
        self, request: Request, response: Response, forward: Forward
    ) -> tuple[str, ...]:
        if self.failure is not None:
            raise self.failure
        self.responses.append((request, response))
        return self.notes


@dataclass
class ScriptedState(ModeState):
    """The state of a scripted mode, whose replies and timers are the mode's."""

    mode: ScriptedMode

    @property
    def account_sids(self) -> tuple[str, ...]:
        return ()

    def set_up(self, request: Request) -> Decision:
        return self.mode.decide(request)

    def receive_message(self, message: InboundMessage) -> InboundReply | PreAction[InboundReply]:
        return self.mode.inbound

    def deliver(self, update: DeliveryUpdate) -> DeliveryReply:
        return self.mode.delivered

    def dump(self) -> dict[str, Json]:
        return {}

    def next_timer(self) -> datetime | None:
        return min((due for due, _ in self.mode.timers), default=None)

    def fire_timers(self, now: datetime) -> tuple[WebhookRequest, ...]:
        timers = self.mode.timers
        fired = sorted((one for one in timers if one[0] <= now), key=lambda one: one[0])
        self.mode.timers = [one for one in timers if one[0] > now]
        return tuple(webhook for _, webhook in fired)


def flow_to(
    host: str = HOST,
    *,
    header: str | None = HOST,
    scheme: str = "https",
    port: int = 443,
    sni: str | None = None,
    **request: Any,
) -> http.HTTPFlow:
    """Return a flow to `host` as mitmproxy makes it, with `header` as its Host header."""
    fields = [] if header is None else [(b"Host", header.encode())]
    fields += request.pop("fields", [])
    made = tutils.treq(
        host=host,
        port=port,
        scheme=scheme.encode(),
        headers=http.Headers(fields),
        **{"path": b"/v1/Conversations", "content": b"", **request},
    )
    flow = tflow.tflow(req=made)
    flow.client_conn.sni = sni
    flow.client_conn.sockname = ("127.0.0.1", 8081)
    return flow


def base_url_flow(header: str | None = "127.0.0.1:8081", **request: Any) -> http.HTTPFlow:
    """Return a flow that arrived over the base-URL listener."""
    flow = flow_to(header=header, scheme="http", port=80, **request)
    flow.client_conn.proxy_mode = ProxyMode.parse(f"reverse:http://{HOST}@8081")
    return flow
