"""Every example of Twilio's description, as if it had been recorded, against the fake."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from ringback.cassette.model import Cassette, Recording
from ringback.drift.against_fake import compare_with_fake
from ringback.http.messages import Headers, Request, Response, request_to
from tests.support.openapi.description import FORM, Example, Operation, read_operations
from tests.support.twilio.caller import ORIGIN

EXAMPLES = [(one, example) for one in read_operations() for example in one.examples]
PREFIXES = {
    "Addresses": "IG", "Bindings": "BS", "Configuration": "IG", "Conversations": "CH",
    "Credentials": "CR", "Messages": "IM", "Participants": "MB", "Receipts": "DY",
    "Roles": "RL", "Services": "IS", "Users": "US", "Webhooks": "WH",
}  # fmt: skip
# What the examples of a list do not say of their requests.
QUERIES = {"/ParticipantConversations": "?Identity=identity"}

# Where the fake knowingly differs from an example, by the end of the template: the example's name,
# and what is said. The reasons are those of docs/fidelity.md.
UNKNOWN_USER = "status is 404/20404; recorded is 200"  # nothing shows the user of the path
KNOWN = {
    ("/Webhooks/{Sid}", "update"): "configuration.filters is missing; recorded is a list",
    ("}/Configuration", "update"): "status is 400/50102; recorded is 200",  # roles of nowhere
    ("/Users/{UserSid}/Conversations/{ConversationSid}", "fetch"): UNKNOWN_USER,
    ("/Users/{UserSid}/Conversations/{ConversationSid}", "update"): UNKNOWN_USER,
    ("/Users/{UserSid}/Conversations", "readEmpty"): UNKNOWN_USER,
    ("/Users/{UserSid}/Conversations", "readFull"): UNKNOWN_USER,
}


def find_texts(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of a document, the outermost first."""
    for name, member in value.items() if isinstance(value, dict) else ():
        if isinstance(member, str):
            yield name, member
    below = value.values() if isinstance(value, dict) else value
    for member in below if isinstance(value, dict | list) else ():
        yield from find_texts(member)


def make_request(operation: Operation, example: Example) -> Request:
    """Return the request that an example is of, as far as the example and its reply say."""
    texts = dict(reversed(list(find_texts(example.reply))))
    segments = operation.template.split("/")
    for place, part in enumerate(segments):
        if part.startswith("{"):
            name = "".join(f"_{c.lower()}" if c.isupper() else c for c in part.strip("{}"))[1:]
            segments[place] = texts.get(name) or PREFIXES[segments[place - 1]] + "a" * 32
    path = "/".join(segments)
    query = next((one for end, one in QUERIES.items() if path.endswith(end)), "")
    body = urlencode(example.request or {}, doseq=True).encode()
    headers = Headers([("Content-Type", FORM)] if operation.method == "POST" else [])
    return request_to(operation.method, ORIGIN + path + query, headers, body)


def find_errors(operation: Operation, example: Example) -> list[str]:
    body = b"" if example.status == 204 else json.dumps(example.reply).encode()
    response = Response(example.status, body=body)
    recording = Recording(make_request(operation, example), response, Path("o.yaml"), 1, None)
    (comparison,) = compare_with_fake(Cassette(Path("o.yaml"), (recording,)))
    assert not comparison.reason
    return [str(one) for one in comparison.differences if one.severity == "error"]


def find_known(operation: Operation, example: Example) -> list[str]:
    return [
        line
        for (end, name), line in KNOWN.items()
        if operation.template.endswith(end) and name == example.name
    ]


@pytest.mark.parametrize(
    ("operation", "example"), EXAMPLES, ids=lambda one: getattr(one, "name", str(one))
)
def test_the_fake_answers_with_the_status_and_shape_of_the_example(
    operation: Operation, example: Example
) -> None:
    assert find_errors(operation, example) == find_known(operation, example)


def test_every_known_difference_is_one() -> None:
    found = {
        (end, name)
        for operation, example in EXAMPLES
        for end, name in KNOWN
        if operation.template.endswith(end) and name == example.name
    }

    assert found == set(KNOWN)
