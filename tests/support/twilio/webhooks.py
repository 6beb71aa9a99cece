"""A client of the model that collects its webhooks, and answers those that it waits for."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from ringback.twilio.api import Reply
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.inbound_message import InboundMessage, InboundReply
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply
from tests.support.twilio.caller import FORM, ApiReply, Caller, Parameters, read_reply

T = TypeVar("T")

URL = "http://127.0.0.1:5000/hook"
PRE_URL = "http://127.0.0.1:5000/pre"
HEADER = "X-Twilio-Webhook-Enabled"
PHONE, OTHER_PHONE = "+15550001111", "+15550003333"
NUMBER = "+15550002222"  # Twilio's


def reply_with(document: object, status: int = 200) -> PreActionReply:
    """Return the reply of an application in JSON."""
    return PreActionReply(status, json.dumps(document).encode(), "application/json")


@dataclass
class WebhookCaller:
    """A client whose requests ask for webhooks.

    `sent` are the webhooks after actions, in order; `asked` those before them, which get the
    `replies` by their event, by default one that accepts.
    """

    caller: Caller
    replies: dict[str, PreActionReply] = field(default_factory=dict)
    sent: list[WebhookRequest] = field(default_factory=list)
    asked: list[WebhookRequest] = field(default_factory=list)

    @property
    def events(self) -> list[str]:
        """The names of the events that were sent."""
        return [webhook.event for webhook in self.sent]

    def take(self) -> list[WebhookRequest]:
        """Return what was sent since the last call."""
        taken = list(self.sent)
        self.sent.clear()
        return taken

    def send(
        self,
        method: str,
        target: str,
        parameters: Parameters = (),
        header: str | None = "true",
    ) -> ApiReply:
        """Send a request, which asks for webhooks by `header`."""
        pairs = parameters.items() if isinstance(parameters, Mapping) else parameters
        headers = [FORM] if header is None else [FORM, (HEADER, header)]
        body = urlencode(list(pairs)).encode()
        answer = self.settle(self.caller.answer(method, f"/v1{target}", body, *headers))
        assert isinstance(answer, Reply), answer
        self.sent += answer.webhooks
        return read_reply(answer)

    def post(
        self, target: str, parameters: Parameters = (), header: str | None = "true"
    ) -> ApiReply:
        """Create or update."""
        return self.send("POST", target, parameters, header)

    def create(self, target: str, parameters: Parameters = ()) -> str:
        """Create a resource and return its SID."""
        reply = self.post(target, parameters)
        assert reply.status in (201, 202), reply.body
        sid: str = reply.body["sid"]
        return sid

    def receive(self, message: InboundMessage) -> InboundReply:
        """Receive a message that somebody writes."""
        reply = self.settle(self.caller.api.receive_message(message))
        self.sent += reply.webhooks
        return reply

    def fire_timers(self, now: datetime) -> None:
        """Fire what is due."""
        self.sent += self.caller.api.fire_timers(now)

    def settle(self, outcome: T | PreAction[T]) -> T:
        """Return the outcome of an action, with a reply for each webhook that it waits for."""
        while isinstance(outcome, PreAction):
            self.asked.append(outcome.webhook)
            reply = self.replies.get(outcome.webhook.event, PreActionReply(200))
            outcome = outcome.resume(reply)
        return outcome


# Makes a client, by the settings of webhooks.
Configure = Callable[..., WebhookCaller]


def parameters_of(webhook: WebhookRequest) -> dict[str, str]:
    """Return the parameters of a webhook by name; each is there once."""
    found = dict(webhook.parameters)
    assert len(found) == len(webhook.parameters)
    return found
