"""The same for messages of the control API: a body that is refused, and one that is typed next."""

from typing import Any

_FAULTS, _CLOCK = ("PUT", "/sessions/default/faults"), ("PUT", "/sessions/default/clock")
_REQUESTS, _SESSION = ("POST", "/sessions/default/requests"), ("PUT", "/sessions/own")

_DELIVERIES, _INBOUND = (
    ("POST", "/sessions/default/deliveries"),
    (
        "POST",
        "/sessions/default/inbound-messages",
    ),
)
_EVENT = {"event": "onMessageAdded", "to": "http://127.0.0.1:9/"}
_WRITTEN = {"from": "+15550001111", "to": "+15550002222", "body": "hi"}

# By a piece of the message: method and path, a wrong body, what is in the message, a right body.
CONTROL_SCENES: dict[str, tuple[tuple[str, str], Any, str, Any]] = {
    "a list of faults is expected": (
        _FAULTS, {}, '[{"name": "unavailable"}]', [{"name": "unavailable"}]
    ),
    "give a method, such as POST": (
        _FAULTS,
        [{"name": "unavailable", "method": 5}],
        "POST",
        [{"name": "unavailable", "method": "POST"}],
    ),
    "begin it with a slash, such as /v1/Conversations/*": (
        _FAULTS,
        [{"name": "unavailable", "path": "v1"}],
        "/v1/Conversations/*",
        [{"name": "unavailable", "path": "/v1/Conversations/*"}],
    ),
    "the fault's name is": (_FAULTS, [{"name": "x"}], "twilio-50353", [{"name": "twilio-50353"}]),
    "the model has no fault with the code": (
        _FAULTS, [{"name": "twilio-10001"}], "twilio-50353", [{"name": "twilio-50353"}]
    ),
    "give a percentage above 0": (
        _FAULTS, [{"name": "reset", "chance": 0}], "5", [{"name": "reset", "chance": 5}]
    ),
    "give milliseconds, such as": (
        _FAULTS, [{"name": "slow", "ms": 0}], "500-900", [{"name": "slow", "ms": "500-900"}]
    ),
    "{} is not a fault; give a text": (
        _FAULTS, [7], '{"name": "reset", "times": 1}', [{"name": "reset", "times": 1}]
    ),
    'a text such as "reset,times=1", an object': (
        _SESSION,
        {"mode": "fake", "fault": 7},
        "reset,times=1",
        {"mode": "fake", "fault": "reset,times=1"},
    ),
    "a path, and an object such as {}": (
        _SESSION,
        {"mode": "fake", "start_with": 7},
        '{"conversations": [{"unique_name": "ticket-1"}]}',
        {"mode": "fake", "start_with": {"conversations": [{"unique_name": "ticket-1"}]}},
    ),
    "give an ISO 8601 duration": (_CLOCK, {"advance": "soon"}, "PT2H", {"advance": "PT2H"}),
    'give "now", "advance" or "frozen"': (
        _CLOCK, {}, '{"advance": "PT2H"}', {"advance": "PT2H"}
    ),
    "a JSON object is expected": (
        _SESSION, 5, '{"mode": "fake", "seed": 7}', {"mode": "fake", "seed": 7}
    ),
    "a session that records needs a cassette": (
        _SESSION,
        {"mode": "record"},
        '{"mode": "record", "cassette": "own.yaml"}',
        {"mode": "record", "cassette": "own.yaml"},
    ),
    "give one of the API": (
        _REQUESTS, {"path": "x"}, "/v1/Conversations", {"path": "/v1/Conversations"}
    ),
    "form is {}; give an object": (
        _REQUESTS,
        {"method": "POST", "path": "/v1/Conversations", "form": 5},
        '{"FriendlyName": "Ada"}',
        {"method": "POST", "path": "/v1/Conversations", "form": {"FriendlyName": "Ada"}},
    ),
    "account_sid is {}; give AC": (
        _REQUESTS,
        {"path": "/v1/Conversations", "account_sid": "AC1"},
        "AC and 32 hexadecimal digits",
        {"path": "/v1/Conversations", "account_sid": "AC" + "1f" * 16},
    ),
    "parameters are {}; give an object": (
        _DELIVERIES,
        {**_EVENT, "parameters": 5},
        '{"Body": "hi"}',
        {**_EVENT, "parameters": {"Body": "hi"}},
    ),
    "is not the URL of a webhook": (
        _DELIVERIES,
        {**_EVENT, "to": "here"},
        "http://127.0.0.1:5000/webhooks",
        {**_EVENT, "to": "http://127.0.0.1:5000/webhooks"},
    ),
    "content_type is {}; give one": (
        _INBOUND,
        {**_WRITTEN, "media": [{"content_type": "png"}]},
        "image/png",
        {**_WRITTEN, "media": [{"content_type": "image/png"}]},
    ),
    "{} is {}; give an address": (_INBOUND, {**_WRITTEN, "from": 5}, "+15550001111", _WRITTEN),
}  # fmt: skip
