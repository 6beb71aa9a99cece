"""The description's own examples of requests, sent to the fake."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.openapi.description import Example, Operation, read_operations
from tests.support.openapi.reply_judge import find_violations
from tests.support.openapi.scene import Form, Scene
from tests.support.openapi.traffic import TRIGGER
from tests.support.twilio.caller import ApiReply

SID = re.compile(r"\b([A-Z]{2})[0-9a-f]{32}\b")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

Preparation = tuple[tuple[str, Form], ...]

EXAMPLES = [
    (operation, example)
    for operation in read_operations()
    for example in operation.examples
    if example.request is not None
]

MESSAGES = "POST /Conversations/{ConversationSid}/Messages"
PARTICIPANTS = "POST /Conversations/{ConversationSid}/Participants"
WITH_PARTICIPANTS = "POST /ConversationWithParticipants"
USER_CONVERSATION = "POST /Users/{UserSid}/Conversations/{ConversationSid}"
WEBHOOK = "POST /Conversations/{ConversationSid}/Webhooks/{Sid}"

# What must be there before, by route, or by route and example: paths and forms of creates.
FRESH_CONVERSATION: Preparation = (("Conversations", {}),)
SCENES: dict[tuple[str, str] | str, Preparation] = {
    MESSAGES: (
        *FRESH_CONVERSATION,
        ("Conversations/{}/Participants", {"Identity": "message author"}),
    ),
    PARTICIPANTS: FRESH_CONVERSATION,
    (PARTICIPANTS + "/{Sid}", "update"): (
        *FRESH_CONVERSATION,
        (
            "Conversations/{}/Participants",
            {
                "MessagingBinding.Address": "+15558675310",
                "MessagingBinding.ProxyAddress": "+15017122661",
            },
        ),
    ),
    (PARTICIPANTS + "/{Sid}", "updateGmms"): (
        *FRESH_CONVERSATION,
        (
            "Conversations/{}/Participants",
            {
                "Identity": "id",
                "Attributes": '{ "role": "driver" }',
                "MessagingBinding.ProjectedAddress": "+15557777777",
            },
        ),
    ),
    ("POST /Conversations/{Sid}", "updateClosedState"): (
        (
            "Conversations",
            {
                "FriendlyName": "friendly_name",
                "UniqueName": "unique_name",
                "Attributes": '{ "topic": "feedback" }',
                "Timers.Inactive": "PT1H",
                "Timers.Closed": "PT2H",
            },
        ),
    ),
    "POST /Configuration/Addresses/{Sid}": (
        (
            "Configuration/Addresses",
            {"Type": "sms", "Address": "+37256123457", "AddressCountry": "CA"},
        ),
    ),
    "POST /Credentials/{Sid}": (("Credentials", {"Type": "apn"}),),
    "POST /Roles/{Sid}": (
        (
            "Roles",
            {
                "FriendlyName": "Conversation Role",
                "Type": "conversation",
                "Permission": "sendMessage",
            },
        ),
    ),
    "POST /Users/{Sid}": (("Users", {"Identity": "admin"}),),
    USER_CONVERSATION: (
        (
            "Conversations",
            {
                "FriendlyName": "friendly_name",
                "UniqueName": "unique_name",
                "State": "inactive",
                "Timers.Inactive": "PT1M",
                "Timers.Closed": "PT10M",
            },
        ),
        ("Conversations/{}/Participants", {"Identity": "alice"}),
    ),
    WEBHOOK: (("Conversations/{}/Webhooks", TRIGGER),),
}

# Examples that show a part of a form only, and what else there is in it.
PARTIAL: dict[str, Form] = {}


@dataclass(frozen=True, slots=True)
class Difference:
    """A property that the fake answers otherwise; `example` is "" for all of a route."""

    route: str
    example: str
    path: str
    reason: str


DIFFERENCES = (
    Difference(
        "POST /Configuration/Addresses",
        "createWhatsappCaseInsensitive",
        "type",
        "in lower case, as in the examples of credentials",
    ),
    Difference(
        "POST /Configuration/Addresses/{Sid}",
        "update",
        "auto_creation.conversation_service_sid",
        "the example does not send the service that it shows",
    ),
    Difference("POST /Credentials", "", "friendly_name", "no example sends the name that it shows"),
    Difference("POST /Credentials", "", "sandbox", "CONFLICT (fidelity: credential-sandbox)"),
    Difference("POST /Credentials", "createPushTypeFcm", "type", "the example sends another type"),
    Difference(
        "POST /Configuration/Webhooks",
        "update",
        "post_webhook_url",
        "the example sends https and shows http",
    ),
    Difference(
        "POST /Conversations",
        "createEmailConversation",
        "bindings.email",
        "the example shows a tag in the address and a name in lower case: why is not known",
    ),
    Difference(
        "POST /Conversations",
        "createWithIntializingResponseState",
        "state",
        "only ConversationWithParticipants is said to begin in this state",
    ),
    *(
        Difference(route, "", "permissions", "the example sends one permission and shows four")
        for route in ("POST /Roles", "POST /Roles/{Sid}")
    ),
    *(
        Difference(route, "", "bindings", "CONFLICT (fidelity: unset-bindings): null seen live")
        for route in ("POST /Conversations", "POST /Conversations/{Sid}", WITH_PARTICIPANTS)
    ),
    *(
        Difference(WITH_PARTICIPANTS, f"createWithParticipants{name}", "state", "at first")
        for name in ("", "MixedCaseHeaderIenumTrue", "MixedCaseHeaderIenumFalse")
    ),
    Difference(MESSAGES, "", "delivery", "nothing is delivered yet: null, as seen live"),
    Difference(MESSAGES + "/{Sid}", "", "delivery", "nobody gets the message by SMS"),
    Difference(MESSAGES + "/{Sid}", "", "participant_sid", "the new author is no participant"),
    Difference(MESSAGES, "createWithMedia", "media", "a file that was never uploaded"),
    Difference(MESSAGES, "createWithContentSid", "body", "templates are not known"),
    Difference(
        MESSAGES,
        "createWithSubject",
        "content_sid",
        "the request has none, so the example cannot show one",
    ),
    *(
        Difference(PARTICIPANTS, name, "identity", "in a service the example has the text `null`")
        for name in ("createSms", "createRcs", "createRcsWithFallback")
    ),
    *(
        Difference(f"POST /Users{end}", "", "is_online", "nobody is online in the fake")
        for end in ("", "/{Sid}")
    ),
    Difference(USER_CONVERSATION, "", "unread_messages_count", "there are not so many messages"),
    Difference(USER_CONVERSATION, "", "created_by", "INFERRED (fidelity: created-by)"),
    Difference(
        WEBHOOK,
        "",
        "configuration",
        "CONFLICT (fidelity: webhook-trigger-words): triggers are shown as such, or as filters",
    ),
)


def make_request(scene: Scene, operation: Operation, example: Example) -> Form:
    """Return the form of an example, with SIDs that exist in the place of made-up ones."""
    known = scene.know(operation)
    form = {}
    for name, value in (example.request or {}).items():
        texts = [to_text(each) for each in (value if isinstance(value, list) else [value])]
        form[name] = [
            known.get(name, known.get(text[:2], text)) if SID.fullmatch(text) else text
            for text in texts
        ]
    return form


def to_text(value: object) -> str:
    """Return a value as a form has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def mask(value: Any) -> Any:
    """Return a value with nothing of SIDs and dates but that they are there."""
    if not isinstance(value, str):
        return value
    plain = DATE.sub("<date>", SID.sub(r"\1", value))
    return plain.replace("/Services/IS", "") if plain.startswith("https://") else plain


def compare(shown: Any, expected: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of what differs."""
    if isinstance(shown, dict) and isinstance(expected, dict):
        for key in sorted(shown.keys() | expected.keys()):
            yield from compare(
                shown.get(key, "<none>"), expected.get(key, "<none>"), f"{path}.{key}".strip(".")
            )
    elif mask(shown) != mask(expected):
        yield path


def prepare(scene: Scene, operation: Operation, example: Example) -> None:
    """Add to a state what an example must find."""
    steps = SCENES.get((operation.route, example.name), SCENES.get(operation.route, ()))
    for path, form in steps:
        scene.add(path, form)


def find_difference(operation: Operation, example: Example, path: str) -> Difference | None:
    """Return the known difference that a path belongs to, or None."""
    for known in DIFFERENCES:
        if (
            known.route == operation.route
            and known.example in ("", example.name)
            and f"{path}.".startswith(f"{known.path}.")
        ):
            return known
    return None


def replay(operation: Operation, example: Example) -> ApiReply:
    """Return the reply to an example."""
    scene = Scene(in_service=operation.names_service)
    prepare(scene, operation, example)
    form = {**PARTIAL.get(operation.route, {}), **make_request(scene, operation, example)}
    return scene.ask(operation.method, scene.fill(operation.template), form)


@pytest.mark.parametrize(
    ("operation", "example"),
    EXAMPLES,
    ids=[f"{operation} {example.name}" for operation, example in EXAMPLES],
)
def test_an_example_is_answered_as_the_description_shows(
    operation: Operation, example: Example
) -> None:
    reply = replay(operation, example)

    assert reply.status in operation.statuses, reply.body
    assert find_violations(operation, reply.status, reply.body) == []
    assert [
        path
        for path in compare(reply.body, example.reply)
        if find_difference(operation, example, path) is None
    ] == []


def test_every_known_difference_is_one() -> None:
    seen = set()
    for operation, example in EXAMPLES:
        reply = replay(operation, example)
        for path in compare(reply.body, example.reply):
            seen.add(find_difference(operation, example, path))

    assert [known for known in DIFFERENCES if known not in seen] == []
