"""What the description's own examples show is known to a fake that was seeded with them."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from ringback.http.messages import Headers, Response, request_to
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.openapi.description import Example, Operation, read_operations
from tests.support.twilio.caller import FORM, ORIGIN, Caller, Clock
from tests.support.twilio.models import make_model

# What the examples name the account, the conversation and so on.
SAME = "a" * 32
KINDS = {"ChatServiceSid": "IS", "ConversationSid": "CH", "MessageSid": "IM", "UserSid": "US"}
EXAMPLES = [
    (operation, example)
    for operation in read_operations()
    for example in operation.examples
    if "url" in example.reply
]
USER: dict[str, Any] = {
    "sid": f"US{SAME}",
    "account_sid": f"AC{SAME}",
    "chat_service_sid": f"IS{SAME}",
    "identity": "admin",
}

# What is not shown as it was recorded, and why.
DIFFERENCES = {
    "bindings": "CONFLICT (fidelity: unset-bindings)",
    "is_online": "null, as long as the service has no reachability",
    "links": "ConversationWithParticipants shows fewer of its conversation",
    "sandbox": "CONFLICT (fidelity: credential-sandbox)",
    "state": "what was `initializing` is active by now",
    "timers": "they count from the replay",
    "unread_messages_count": "the messages were not recorded",
}
# A trigger's words are shown under their own name: CONFLICT (fidelity: webhook-trigger-words).
TRIGGER_WORDS = {"filters": "triggers"}


@pytest.fixture
def caller(clock: Clock) -> Caller:
    return Caller(make_model(clock=clock, sids=SeededSids(1)), user=f"AC{SAME}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def seed(caller: Caller, method: str, url: str, reply: object, form: object = ()) -> None:
    """Apply an exchange to the fake."""
    headers = Headers([("Authorization", caller.authorization), FORM])
    body = urlencode(form, doseq=True).encode() if isinstance(form, dict) else b""
    response = Response(200, Headers(), json.dumps(reply).encode())
    caller.api.seed(request_to(method, url, headers, body), response)


@pytest.mark.parametrize(
    ("operation", "example"),
    EXAMPLES,
    ids=[f"{operation} {example.name}" for operation, example in EXAMPLES],
)
def test_a_recorded_example_is_known(
    caller: Caller, operation: Operation, example: Example
) -> None:
    own, shown = example.reply["url"], example.reply
    collection = ORIGIN + re.sub(
        r"\{(\w+)\}", lambda name: KINDS.get(name[1], "??") + SAME, operation.template
    )
    if "user_sid" in shown:
        seed(caller, "GET", own.rpartition("/Conversations/")[0], USER)
    seed(
        caller,
        operation.method,
        own if operation.template.endswith("{Sid}") else collection,
        shown,
        example.request,
    )

    reply = caller.follow(own)

    assert reply.status == 200
    different = {
        key for key, value in shown.items() if normalize(value) != normalize(reply.body[key])
    }
    assert different - DIFFERENCES.keys() == set()


def normalize(value: object) -> object:
    """Return a value with a trigger's words under their own name."""
    if isinstance(value, dict):
        return {TRIGGER_WORDS.get(key, key): inner for key, inner in value.items()}
    return value
