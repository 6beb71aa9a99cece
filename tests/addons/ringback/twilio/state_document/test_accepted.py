from collections.abc import Iterator

import pytest

from ringback.twilio.resources.conversation import ANY_STATE
from ringback.twilio.resources.webhook_parameters import CONVERSATION_FILTER, URL
from ringback.twilio.schema.validators import Text, Validator
from ringback.twilio.state_document.accepted import describe_accepted
from ringback.twilio.state_document.fields import Field
from ringback.twilio.state_document.kinds import ACCOUNT, Kind


def list_fields(kind: Kind) -> Iterator[Field]:
    yield from kind.fields
    for child in kind.children:
        yield from list_fields(child)


@pytest.mark.parametrize(
    "field", sorted(set(list_fields(ACCOUNT)), key=str), ids=lambda one: one.name
)
def test_every_field_says_what_it_accepts(field: Field) -> None:
    assert describe_accepted(field.parameter.validator)


@pytest.mark.parametrize(
    ("validator", "words"),
    [
        (ANY_STATE, "active, inactive or closed"),
        (Text(), "a text"),
        (Text(5), "a text of up to 5 characters"),
        (URL, "an HTTP URL of up to 512 characters, such as http://127.0.0.1:5000/hook"),
    ],
)
def test_it_is_said_in_a_few_words(validator: Validator, words: str) -> None:
    assert describe_accepted(validator) == words


def test_the_events_of_a_webhook_are_listed() -> None:
    assert "onMessageAdded" in describe_accepted(CONVERSATION_FILTER)
