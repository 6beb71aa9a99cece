import pytest

from tests.support.twilio.caller import ACCOUNT, Caller, Clock
from tests.support.twilio.schemas import schema

WEBHOOK = schema("webhook")
FLOW = "FW" + "a" * 32
POST = {
    "Target": "webhook",
    "Configuration.Url": "https://example.com",
    "Configuration.Filters": "onMessageAdded",
}


@pytest.fixture
def url(caller: Caller) -> str:
    return f"/Conversations/{caller.create('/Conversations')['sid']}/Webhooks"


def test_a_webhook_is_created(caller: Caller, url: str) -> None:
    body = caller.create(
        url,
        [
            *POST.items(),
            ("Configuration.Method", "GET"),
            ("Configuration.Filters", "onConversationRemoved"),
            ("Configuration.ReplayAfter", "7"),
        ],
    )

    WEBHOOK.validate(body)
    assert list(body.items()) == [
        ("account_sid", ACCOUNT),
        ("conversation_sid", url.split("/")[2]),
        ("sid", body["sid"]),
        ("target", "webhook"),
        (
            "configuration",
            {
                "url": "https://example.com",
                "method": "get",
                "filters": ["onMessageAdded", "onConversationRemoved"],
            },
        ),
        ("date_created", "2026-03-02T14:08:01Z"),
        ("date_updated", "2026-03-02T14:08:01Z"),
        ("url", f"https://conversations.twilio.com/v1{url}/{body['sid']}"),
    ]


def test_in_a_service_a_webhook_names_it(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "another"})["sid"]
    conversation = caller.create(f"/Services/{service}/Conversations")["sid"]
    url = f"/Services/{service}/Conversations/{conversation}/Webhooks"
    body = caller.create(url, POST)

    WEBHOOK.validate(body)
    assert body["chat_service_sid"] == service
    assert list(body)[:4] == ["account_sid", "chat_service_sid", "conversation_sid", "sid"]
    assert caller.get(url).body["webhooks"] == [body]


@pytest.mark.parametrize(
    ("parameters", "configuration"),
    [
        (
            {
                "Target": "trigger",
                "Configuration.Url": "http://a",
                "Configuration.Triggers": "help",
            },
            {"url": "http://a", "method": "post", "triggers": ["help"]},
        ),
        ({"Target": "studio", "Configuration.FlowSid": FLOW}, {"flow_sid": FLOW}),
    ],
    ids=["trigger", "studio"],
)
def test_a_target_shows_its_own_part(
    caller: Caller, url: str, parameters: dict[str, str], configuration: dict[str, object]
) -> None:
    body = caller.create(url, parameters)

    WEBHOOK.validate(body)
    assert body["configuration"] == configuration


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Target": None}, 20001),
        ({"Target": ""}, 50368),
        ({"Target": "email"}, 50364),
        ({"Configuration.Url": None}, 50369),
        ({"Configuration.Url": "example.com"}, 50054),
        ({"Configuration.Url": "https://" + "x" * 505}, 50372),
        ({"Configuration.Method": "put"}, 50055),
        ({"Configuration.Filters": None}, 50370),
        ({"Configuration.Filters": "onMessageAdd"}, 50365),
        ({"Configuration.Filters": "onUserUpdated"}, 50365),
        ({"Target": "trigger"}, 50371),
        ({"Target": "studio"}, 50367),
        ({"Configuration.FlowSid": "x"}, 50367),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_wrong_webhook_is_refused(
    caller: Caller, url: str, change: dict[str, str | None], code: int
) -> None:
    parameters = {name: value for name, value in (POST | change).items() if value is not None}

    assert caller.post(url, parameters).fault == (400, code)
    assert caller.get(url).body["webhooks"] == []


def test_the_filters_of_twilios_own_example_are_taken(caller: Caller, url: str) -> None:
    names = ["onMessageSent", "onConversationDestroyed"]
    filters = [("Configuration.Filters", name) for name in names]
    others = [pair for pair in POST.items() if pair[0] != "Configuration.Filters"]

    assert caller.create(url, [*others, *filters])["configuration"]["filters"] == names


def test_a_message_to_replay_from_is_a_number(caller: Caller, url: str) -> None:
    assert caller.post(url, POST | {"Configuration.ReplayAfter": "x"}).fault == (422, 20422)


def test_a_conversation_has_five_webhooks(caller: Caller, url: str) -> None:
    made = [caller.create(url, POST) for _ in range(5)]
    page = caller.get(url).body

    assert caller.post(url, POST).fault == (403, 50361)
    assert page["webhooks"] == made
    assert page["meta"]["page_size"] == 5
    assert caller.get(f"{url}?PageSize=6").body["meta"]["page_size"] == 5


def test_a_webhook_is_updated(caller: Caller, url: str, clock: Clock) -> None:
    made = caller.create(url, POST)
    clock.advance(seconds=59)
    own = f"{url}/{made['sid']}"
    body = caller.post(own, {"Configuration.Url": "https://example.com/2"}).body

    assert body["configuration"] == made["configuration"] | {"url": "https://example.com/2"}
    assert body["date_updated"] == "2026-03-02T14:09:00Z"
    assert caller.get(own).body == body


def test_a_webhook_is_deleted(caller: Caller, url: str) -> None:
    own = f"{url}/{caller.create(url, POST)['sid']}"

    assert caller.delete(own).status == 204
    assert caller.get(own).fault == (404, 20404)


STUDIO = {"Target": "studio", "Configuration.FlowSid": FLOW}
NO_FLOW = "The webhook is stored, but the fake starts no Studio flow."


@pytest.mark.parametrize(
    ("parameters", "notes"),
    [
        pytest.param(POST, (), id="webhook"),
        pytest.param(STUDIO, (NO_FLOW,), id="studio"),
    ],
)
def test_who_registers_a_flow_learns_that_it_is_not_started(
    caller: Caller, url: str, parameters: dict[str, str], notes: tuple[str, ...]
) -> None:
    reply = caller.post(url, parameters)

    assert reply.notes == notes
    path = f"{url}/{reply.body['sid']}"
    assert caller.post(path, {"Configuration.Method": "GET"}).notes == notes
    assert caller.get(url).notes == ()
    assert caller.delete(path).notes == ()
    assert caller.post(url, {"Target": "webhook"}).notes == ()
