import pytest

from ringback.http.forms import Form
from ringback.twilio.resources.conversation_with_participants.participant_json import (
    parse_participant,
)


def values(form: Form | None) -> dict[str, str | None] | None:
    return None if form is None else {name: form.first(name) for name in form}


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("{}", {}),
        ('{"identity": "a", "role_sid": null}', {"Identity": "a"}),
        ('{"identity": "a", "messaging_binding": null}', {"Identity": "a"}),
        (
            (
                '{"messaging_binding": {"address": "1", "proxy_address": "2", '
                '"projected_address": "3", "proxy_address_fallback": "4"}}'
            ),
            {
                "MessagingBinding.Address": "1",
                "MessagingBinding.ProxyAddress": "2",
                "MessagingBinding.ProjectedAddress": "3",
                "MessagingBinding.ProxyAddressFallback": "4",
            },
        ),
        ('{"attributes": "{}", "other": "x"}', {"Attributes": "{}", "other": "x"}),
    ],
)
def test_a_participant_is_read_as_a_form(text: str, parameters: dict[str, str]) -> None:
    assert values(parse_participant(text)) == parameters


@pytest.mark.parametrize(
    "text",
    [
        "alice",
        '"alice"',
        "[]",
        '{"identity": 3}',
        '{"identity": "a", "attributes": {}}',
        '{"messaging_binding": "+15550000001"}',
        "[" * 100_000,
        "9" * 5_000,
    ],
    ids=lambda text: repr(text[:40]),
)
def test_anything_else_is_no_participant(text: str) -> None:
    assert parse_participant(text) is None
