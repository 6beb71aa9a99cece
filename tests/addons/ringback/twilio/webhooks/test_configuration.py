import pytest

from tests.support.twilio.webhooks import PRE_URL, URL, Configure, WebhookCaller


def test_the_settings_are_the_configuration_of_every_new_account(configure: Configure) -> None:
    caller = configure(post_url=URL, pre_url=PRE_URL, filters=("onMessageAdded",))

    shown = caller.send("GET", "/Configuration/Webhooks").body

    assert (shown["post_webhook_url"], shown["pre_webhook_url"]) == (URL, PRE_URL)
    assert (shown["filters"], shown["method"]) == (["onMessageAdded"], "POST")


def test_without_settings_nothing_is_configured(unhooked: WebhookCaller) -> None:
    shown = unhooked.send("GET", "/Configuration/Webhooks").body

    assert (shown["post_webhook_url"], shown["pre_webhook_url"]) == (None, None)
    unhooked.create("/Conversations")
    assert unhooked.sent == []


def test_the_configuration_can_be_changed(hooked: WebhookCaller) -> None:
    hooked.post("/Configuration/Webhooks", {"PostWebhookUrl": "http://127.0.0.1/other"})
    hooked.create("/Conversations")

    assert [webhook.target.url for webhook in hooked.sent] == ["http://127.0.0.1/other"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param((), ["onConversationAdded"], id="none"),
        pytest.param(("onConversationAdded",), ["onConversationAdded"], id="this one"),
        pytest.param(("onMessageAdded",), [], id="another"),
    ],
)
def test_filters_choose_the_events(
    configure: Configure, filters: tuple[str, ...], expected: list[str]
) -> None:
    caller = configure(post_url=URL, filters=filters)

    caller.create("/Conversations")

    assert caller.events == expected
