import pytest

from tests.support.twilio.caller import FORM, Caller
from tests.support.twilio.webhooks import URL, Configure, WebhookCaller

NONE_REGISTERED = (
    "X-Twilio-Webhook-Enabled asks for webhooks, and none is registered in this account."
)


@pytest.mark.parametrize(
    ("value", "remark"),
    [
        ("false", None),
        ("FALSE", None),
        ("True", NONE_REGISTERED),
        ("yes", "X-Twilio-Webhook-Enabled is 'yes', which is neither true nor false."),
    ],
)
def test_the_header_that_asks_for_webhooks_is_read(
    caller: Caller, value: str, remark: str | None
) -> None:
    reply = caller.send("POST", "/v1/Conversations", b"", FORM, ("x-twilio-webhook-enabled", value))

    assert reply.status == 201
    assert reply.notes == ((remark,) if remark else ())


def test_the_header_that_asks_for_webhooks_is_read_with_a_delete(caller: Caller) -> None:
    url = f"/v1/Conversations/{caller.create('/Conversations')['sid']}"
    header = ("X-Twilio-Webhook-Enabled", "true")

    assert len(caller.send("GET", url, b"", header).notes) == 0
    assert len(caller.send("DELETE", url, b"", header).notes) == 1


@pytest.mark.parametrize(
    ("path", "body", "notes"),
    [
        (
            "/v1/Conversations/one/Webhooks",
            b"Target=studio&Configuration.FlowSid=FW" + b"a" * 32,
            ("The webhook is stored, but the fake starts no Studio flow.",),
        ),
        ("/v1/Services", b"FriendlyName=x", ()),
        ("/v1/Configuration", b"DefaultClosedTimer=PT10M", ()),
    ],
)
def test_nothing_is_said_of_the_header_where_it_means_nothing(
    caller: Caller, path: str, body: bytes, notes: tuple[str, ...]
) -> None:
    caller.create("/Conversations", {"UniqueName": "one"})
    reply = caller.send("POST", path, body, FORM, ("X-Twilio-Webhook-Enabled", "true"))

    assert reply.status in (200, 201)
    assert reply.notes == notes


@pytest.mark.parametrize(
    ("sent", "value", "expected"),
    [
        pytest.param("asked", "true", ["onConversationAdded"], id="asked for"),
        pytest.param("asked", "TRUE", ["onConversationAdded"], id="asked for in capitals"),
        pytest.param("asked", "false", [], id="not asked for"),
        pytest.param("asked", None, [], id="no header"),
        pytest.param("all", None, ["onConversationAdded"], id="all"),
        pytest.param("off", "true", [], id="off"),
    ],
)
def test_a_request_sends_webhooks_if_it_asks_for_them(
    configure: Configure, sent: str, value: str | None, expected: list[str]
) -> None:
    caller = configure(post_url=URL, sent=sent)

    caller.post("/Conversations", header=value)

    assert caller.events == expected


@pytest.mark.parametrize(
    ("sent", "value", "note"),
    [
        pytest.param("asked", None, "a REST request needs the header", id="no header"),
        pytest.param("off", "true", "they are off (--webhooks off)", id="off"),
    ],
)
def test_who_waits_for_webhooks_that_are_not_sent_is_told(
    configure: Configure, sent: str, value: str | None, note: str
) -> None:
    (told,) = configure(post_url=URL, sent=sent).post("/Conversations", header=value).notes

    assert note in told


@pytest.mark.parametrize("value", ["true", None])
def test_a_read_is_not_told_of_webhooks(hooked: WebhookCaller, value: str | None) -> None:
    assert hooked.send("GET", "/Conversations", header=value).notes == ()
