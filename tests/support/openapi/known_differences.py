"""Where the fake knowingly differs from the letter of Twilio's description, and why."""

from dataclasses import dataclass

from tests.support.openapi.description import Operation
from tests.support.openapi.traffic import Attempt


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that the fake takes or refuses and the description does not.

    `route` and `text` are "" for any.
    """

    parameter: str
    text: str
    route: str
    reason: str


DIFFERENCES = (
    Difference(
        "X-Twilio-Webhook-Enabled", "", "", "a header that Twilio does not know is no parameter"
    ),
    Difference("State", "initializing", "", "50378: a state that the API sets and nobody asks for"),
    Difference("State", "closed", "POST /Conversations", "50384 of the error dictionary"),
    Difference(
        "State", "closed", "POST /ConversationWithParticipants", "50384 of the error dictionary"
    ),
    Difference(
        "Identity", "", "GET /ParticipantConversations", "nobody has an identity of 257 characters"
    ),
)


def find_difference(operation: Operation, attempt: Attempt) -> Difference | None:
    """Return the known difference that an attempt is a case of, or None."""
    for known in DIFFERENCES:
        if (
            known.parameter == attempt.parameter.name
            and known.route in ("", operation.route)
            and (not known.text or attempt.value.texts == (known.text,))
        ):
            return known
    return None
