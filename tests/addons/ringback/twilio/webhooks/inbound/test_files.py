import json

import pytest

from ringback.twilio.webhooks.inbound_message import InboundMedia, InboundMessage
from tests.support.twilio.caller import Caller
from tests.support.twilio.webhooks import NUMBER, PHONE, WebhookCaller, parameters_of

MEDIA = (InboundMedia("image/png", "a.png", b"picture"), InboundMedia("text/plain", None, b"note"))


@pytest.fixture
def conversation(hooked: WebhookCaller) -> str:
    path = f"/Conversations/{hooked.create('/Conversations')}"
    pair = {"MessagingBinding.Address": PHONE, "MessagingBinding.ProxyAddress": NUMBER}
    hooked.create(f"{path}/Participants", pair)
    hooked.take()
    return path


def test_a_message_shows_all_of_its_files(hooked: WebhookCaller, conversation: str) -> None:
    reply = hooked.receive(InboundMessage(PHONE, NUMBER, media=MEDIA))

    assert reply.message is not None
    shown = hooked.send("GET", f"{conversation}/Messages/{reply.message['sid']}").body["media"]
    assert [(one["content_type"], one["filename"], one["size"]) for one in shown] == [
        ("image/png", "a.png", 7),
        ("text/plain", None, 4),
    ]
    reported = json.loads(parameters_of(hooked.sent[0])["Media"])
    assert [(one["Sid"], one["ContentType"]) for one in reported] == [
        (one["sid"], one["content_type"]) for one in shown
    ]


@pytest.mark.usefixtures("conversation")
def test_each_file_is_of_the_message(hooked: WebhookCaller) -> None:
    reply = hooked.receive(InboundMessage(PHONE, NUMBER, media=MEDIA))

    assert reply.message is not None
    assert reply.conversation is not None
    files = Caller(hooked.caller.api, origin="https://mcs.us1.twilio.com")
    folder = f"/Services/{reply.conversation['chat_service_sid']}/Media"
    shown = json.loads(json.dumps(reply.message["media"]))
    named = [files.get(f"{folder}/{one['sid']}").body["message_sid"] for one in shown]
    assert named == [reply.message["sid"]] * len(MEDIA)


@pytest.mark.usefixtures("conversation")
def test_a_file_can_be_fetched_from_the_host_of_files(hooked: WebhookCaller) -> None:
    reply = hooked.receive(InboundMessage(PHONE, NUMBER, media=MEDIA))

    assert reply.message is not None
    assert reply.conversation is not None
    shown = reply.message["media"]
    assert isinstance(shown, list)
    assert isinstance(shown[0], dict)
    service, sid = reply.conversation["chat_service_sid"], shown[0]["sid"]
    files = Caller(hooked.caller.api, origin="https://mcs.us1.twilio.com")
    described = files.get(f"/Services/{service}/Media/{sid}").body
    assert (described["author"], described["size"]) == (PHONE, 7)
    answer = files.answer("GET", f"/v1/Services/{service}/Media/{sid}/Content")
    assert getattr(answer, "response").body == b"picture"  # noqa: B009 - of either kind of answer
