import pytest

from tests.support.twilio.caller import Parameters
from tests.support.twilio.webhooks import URL, Configure, WebhookCaller

OWN = "http://127.0.0.1/own"
HOOK = {"Target": "webhook", "Configuration.Url": OWN}
FLOW = {"Target": "studio", "Configuration.FlowSid": "FW" + "a" * 32}
TRIGGER = {"Target": "trigger", "Configuration.Url": OWN, "Configuration.Triggers": "help"}


@pytest.fixture
def conversation(unhooked: WebhookCaller) -> str:
    """Return the path of a conversation in an account without webhooks of its own."""
    return f"/Conversations/{unhooked.create('/Conversations')}"


def urls(caller: WebhookCaller) -> list[tuple[str, str]]:
    return [(webhook.event, webhook.target.url) for webhook in caller.take()]


def test_the_webhooks_of_a_service_replace_those_of_the_account(hooked: WebhookCaller) -> None:
    service = hooked.post("/Services", {"FriendlyName": "one"}).body["sid"]
    own = f"/Services/{service}"
    hooked.post(f"{own}/Configuration/Webhooks", {"PostWebhookUrl": OWN, "Method": "GET"})

    hooked.create(f"{own}/Conversations")
    hooked.create("/Conversations")

    assert [
        (webhook.target.kind, webhook.target.url, webhook.target.method) for webhook in hooked.sent
    ] == [("service", OWN, "GET"), ("account", URL, "POST")]


def test_a_service_silences_the_account_even_for_events_that_it_does_not_want(
    hooked: WebhookCaller,
) -> None:
    service = hooked.post("/Services", {"FriendlyName": "one"}).body["sid"]
    own = {"PostWebhookUrl": OWN, "Filters": "onMessageAdded"}
    hooked.post(f"/Services/{service}/Configuration/Webhooks", own)

    hooked.create(f"/Services/{service}/Conversations")

    assert hooked.sent == []


def test_a_service_without_a_url_leaves_its_events_to_the_account(hooked: WebhookCaller) -> None:
    service = hooked.post("/Services", {"FriendlyName": "one"}).body["sid"]
    webhooks = f"/Services/{service}/Configuration/Webhooks"
    hooked.post(webhooks, {"PostWebhookUrl": OWN})
    hooked.post(webhooks, {"PostWebhookUrl": ""})

    hooked.create(f"/Services/{service}/Conversations")

    assert urls(hooked) == [("onConversationAdded", URL)]


def test_a_conversations_webhook_is_told_beside_the_accounts(hooked: WebhookCaller) -> None:
    path = f"/Conversations/{hooked.create('/Conversations')}"
    hooked.take()
    hooked.post(f"{path}/Webhooks", {**HOOK, "Configuration.Filters": "onMessageAdded"})
    hooked.create(f"{path}/Messages", {"Body": "hi"})

    assert urls(hooked) == [("onMessageAdded", URL), ("onMessageAdded", OWN)]


def test_a_conversations_webhook_is_told_of_what_it_filters_only(
    unhooked: WebhookCaller, conversation: str
) -> None:
    filters = [("Configuration.Filters", name) for name in ("onMessageAdded", "onMessageRemoved")]
    made = unhooked.post(f"{conversation}/Webhooks", [*HOOK.items(), *filters]).body
    message = unhooked.create(f"{conversation}/Messages", {"Body": "hi"})
    unhooked.post(f"{conversation}/Messages/{message}", {"Body": "hello"})
    unhooked.send("DELETE", f"{conversation}/Messages/{message}")

    assert unhooked.events == ["onMessageAdded", "onMessageRemoved"]
    target = unhooked.sent[0].target
    assert (target.kind, target.sid, target.method) == ("conversation", made["sid"], "POST")


def test_a_conversations_webhook_is_told_of_its_end(
    unhooked: WebhookCaller, conversation: str
) -> None:
    unhooked.post(
        f"{conversation}/Webhooks", {**HOOK, "Configuration.Filters": "onConversationRemoved"}
    )
    unhooked.send("DELETE", conversation)

    assert urls(unhooked) == [("onConversationRemoved", OWN)]


def test_a_webhook_of_another_conversation_is_told_nothing(
    unhooked: WebhookCaller, conversation: str
) -> None:
    unhooked.post(f"{conversation}/Webhooks", {**HOOK, "Configuration.Filters": "onMessageAdded"})
    other = unhooked.create("/Conversations")
    unhooked.create(f"/Conversations/{other}/Messages", {"Body": "hi"})

    assert unhooked.sent == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("I need help, please", ["onMessageAdded"], id="in the body"),
        pytest.param("hello", [], id="not in the body"),
    ],
)
def test_a_trigger_is_told_of_messages_with_its_words(
    unhooked: WebhookCaller, conversation: str, body: str, expected: list[str]
) -> None:
    unhooked.post(f"{conversation}/Webhooks", TRIGGER)
    unhooked.create(f"{conversation}/Messages", {"Body": body})
    unhooked.create(f"{conversation}/Participants", {"Identity": "ada"})

    assert unhooked.events == expected


def test_a_studio_flow_is_listed_and_not_called(unhooked: WebhookCaller, conversation: str) -> None:
    unhooked.post(f"{conversation}/Webhooks", FLOW)
    unhooked.create(f"{conversation}/Messages", {"Body": "hi"})

    (webhook,) = unhooked.sent
    assert not webhook.target.called
    assert "Studio" in webhook.target.why_not
    assert webhook.target.url == FLOW["Configuration.FlowSid"]


def test_flex_is_listed_and_not_called(configure: Configure) -> None:
    caller = configure()
    caller.post("/Configuration/Webhooks", {"PostWebhookUrl": URL, "Target": "flex"})
    caller.create("/Conversations")

    (webhook,) = caller.sent
    assert not webhook.target.called
    assert "Flex" in webhook.target.why_not


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        pytest.param({**HOOK, "Configuration.Filters": "onMessageAdded"}, ["1", "2"], id="webhook"),
        pytest.param({**HOOK, "Configuration.Filters": "onMessageUpdated"}, [], id="other events"),
        pytest.param({**TRIGGER, "Configuration.Triggers": "two"}, ["2"], id="trigger"),
    ],
)
def test_messages_are_replayed_to_a_new_webhook(
    hooked: WebhookCaller, hook: Parameters, expected: list[str]
) -> None:
    path = f"/Conversations/{hooked.create('/Conversations')}"
    for body in ("zero", "one", "two"):
        hooked.create(f"{path}/Messages", {"Body": body})
    hooked.take()

    hooked.post(f"{path}/Webhooks", {**dict(hook), "Configuration.ReplayAfter": "1"})

    assert [dict(webhook.parameters)["Index"] for webhook in hooked.sent] == expected
    assert {webhook.target.url for webhook in hooked.sent} <= {OWN}


def test_messages_are_replayed_to_the_first_webhook_of_an_account(
    unhooked: WebhookCaller, conversation: str
) -> None:
    unhooked.create(f"{conversation}/Messages", {"Body": "hi"})
    hook = {**HOOK, "Configuration.Filters": "onMessageAdded", "Configuration.ReplayAfter": "0"}
    unhooked.post(f"{conversation}/Webhooks", hook)

    assert urls(unhooked) == [("onMessageAdded", OWN)]
