import pytest

from ringback.twilio.resources.registry import RESOURCES
from ringback.twilio.routing.api_routes import ROUTES
from ringback.twilio.routing.routes import Match, RouteTable

TABLE = RouteTable(RESOURCES)


@pytest.mark.parametrize(
    ("path", "template", "names"),
    [
        ("/v1/Conversations", "/v1/Conversations", ()),
        ("/v1/Conversations/", "/v1/Conversations", ()),
        ("/v1/Conversations/CH1", "/v1/Conversations/{Sid}", ("CH1",)),
        ("/v1/Conversations/a%2Fb%20c", "/v1/Conversations/{Sid}", ("a/b c",)),
        ("/v1/Conversations/%ff", "/v1/Conversations/{Sid}", ("\ufffd",)),
        (
            "/v1/Services/IS1/Conversations/CH1/Messages/IM1",
            "/v1/Services/{ChatServiceSid}/Conversations/{ConversationSid}/Messages/{Sid}",
            ("IS1", "CH1", "IM1"),
        ),
        ("/v1/Configuration/Webhooks", "/v1/Configuration/Webhooks", ()),
    ],
)
def test_a_path_fits_a_template(path: str, template: str, names: tuple[str, ...]) -> None:
    assert TABLE.match(path) == Match(template, names, TABLE.faked.get(template))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "*",
        "/v1",
        "/v1/",
        "/v1/conversations",
        "/V1/Conversations",
        "/v1/Conversations//",
        "/v1//Conversations",
        "/v1/Conversations//Messages",
        "/v1/Conversations.json",
        "/v1/Conversation",
        "/v3/Conversations",
        "v1/Conversations",
    ],
)
def test_a_path_fits_to_the_letter_or_not(path: str) -> None:
    assert TABLE.match(path) is None


def test_every_template_fits_itself() -> None:
    for template in ROUTES:
        match = TABLE.match(template.replace("{", "x").replace("}", ""))
        assert match is not None
        assert match.template == template


def test_every_faked_route_and_method_is_one_of_twilios() -> None:
    for template, route in TABLE.faked.items():
        assert set(route.operations) <= set(ROUTES[template]), template


@pytest.mark.parametrize(
    ("template", "in_service"),
    [
        ("/v1/Conversations", False),
        ("/v1/Services", False),
        ("/v1/Services/{Sid}", False),
        ("/v1/Services/{ChatServiceSid}/Conversations", True),
        ("/v1/Configuration/Webhooks", False),
        ("/v1/Services/{ChatServiceSid}/Configuration/Webhooks", True),
    ],
)
def test_a_route_knows_whether_its_path_names_the_service_around(
    template: str, in_service: bool
) -> None:
    assert TABLE.faked[template].in_service is in_service
