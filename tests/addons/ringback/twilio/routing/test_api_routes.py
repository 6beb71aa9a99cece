import pytest

from ringback.twilio.routing.api_routes import ROUTES


def test_the_list_is_whole() -> None:
    # 49 in Twilio's description of April 2026, and two that replies link to, each twice.
    assert len(ROUTES) == 53


@pytest.mark.parametrize(
    ("template", "methods"),
    [
        ("/v1/Conversations", {"GET", "POST"}),
        ("/v1/Services/{Sid}", {"GET", "DELETE"}),
        ("/v1/Services/{ChatServiceSid}/Conversations/{Sid}", {"GET", "POST", "DELETE"}),
        ("/v1/Services/{ChatServiceSid}/ConversationWithParticipants", {"POST"}),
        ("/v1/Services/{ChatServiceSid}/Users/{UserSid}/Conversations", {"GET"}),
    ],
)
def test_a_route_has_its_methods(template: str, methods: set[str]) -> None:
    assert set(ROUTES[template]) == methods


@pytest.mark.parametrize("kind", ["Credentials", "Services", "Configuration/Addresses"])
def test_some_kinds_are_of_the_account_only(kind: str) -> None:
    assert f"/v1/Services/{{ChatServiceSid}}/{kind}" not in ROUTES
