import pytest

from ringback.twilio.api import TwilioApi
from ringback.twilio.resources.media import attachment
from tests.support.twilio.caller import ApiReply, Caller

PROXY = "+15559999999"


@pytest.fixture
def conversation(caller: Caller) -> str:
    return f"/Conversations/{caller.create('/Conversations')['sid']}"


@pytest.fixture
def upload(api: TwilioApi, caller: Caller) -> str:
    """Return the SID of an uploaded file of 4 bytes."""
    service = caller.get("/Services").body["services"][0]["sid"]
    files = Caller(api, origin="https://mcs.us1.twilio.com")
    url = f"/v1/Services/{service}/Media?Filename=a.png"
    sid = files.send("POST", url, b"\x89PNG", ("Content-Type", "image/png")).body["sid"]
    assert isinstance(sid, str)
    return sid


def fetch(api: TwilioApi, caller: Caller, sid: str) -> ApiReply:
    service = caller.get("/Services").body["services"][0]["sid"]
    files = Caller(api, origin="https://mcs.us1.twilio.com")
    return files.send("GET", f"/v1/Services/{service}/Media/{sid}")


def test_a_message_shows_its_file(
    api: TwilioApi, caller: Caller, conversation: str, upload: str
) -> None:
    made = caller.post(f"{conversation}/Messages", {"MediaSid": upload, "Body": "look"})
    media = fetch(api, caller, upload).body

    assert made.notes == ()
    assert made.body["body"] == "look"
    assert made.body["media"] == [
        {"sid": upload, "size": 4, "content_type": "image/png", "filename": "a.png"}
    ]
    assert media["message_sid"] == made.body["sid"]
    assert media["channel_sid"] == made.body["conversation_sid"]


def test_it_does_so_after_the_file_was_deleted(
    api: TwilioApi, caller: Caller, conversation: str, upload: str
) -> None:
    made = caller.create(f"{conversation}/Messages", {"MediaSid": upload})
    files = Caller(api, origin="https://mcs.us1.twilio.com")
    files.send("DELETE", fetch(api, caller, upload).body["url"])
    message = f"{conversation}/Messages/{made['sid']}"

    assert caller.get(message).body == made
    assert caller.post(message, {"Attributes": "{}"}).body["media"] == made["media"]


def test_a_file_is_sent_once(caller: Caller, conversation: str, upload: str) -> None:
    caller.create(f"{conversation}/Messages", {"MediaSid": upload})

    assert caller.post(f"{conversation}/Messages", {"MediaSid": upload}).fault == (400, 50508)


def test_a_template_sets_the_file_aside(caller: Caller, conversation: str, upload: str) -> None:
    template = {"MediaSid": upload, "ContentSid": "HX" + "a" * 32}

    assert caller.create(f"{conversation}/Messages", template)["media"] is None
    assert caller.create(f"{conversation}/Messages", {"MediaSid": upload})["media"] is not None


@pytest.mark.parametrize(
    ("address", "limits", "status"),
    [
        (None, {"sms": 3, "whatsapp": 3}, 201),
        ("+15550000001", {"sms": 4, "whatsapp": 3}, 201),
        ("+15550000001", {"sms": 3, "whatsapp": 4}, 400),
        ("whatsapp:+15550000001", {"sms": 3, "whatsapp": 4}, 201),
        ("whatsapp:+15550000001", {"sms": 4, "whatsapp": 3}, 400),
        ("messenger:1", {"sms": 3, "whatsapp": 3}, 201),
    ],
)
def test_a_file_can_be_too_large_for_a_channel(
    caller: Caller,
    conversation: str,
    upload: str,
    monkeypatch: pytest.MonkeyPatch,
    address: str | None,
    limits: dict[str, int],
    status: int,
) -> None:
    monkeypatch.setattr(attachment, "LARGEST", limits)
    channel = (address or "").rpartition(":")[0]
    proxy = f"{channel}:{PROXY}".removeprefix(":") if channel != "messenger" else "messenger:2"
    if address is not None:
        binding = {"MessagingBinding.Address": address, "MessagingBinding.ProxyAddress": proxy}
        caller.create(f"{conversation}/Participants", binding)
    reply = caller.post(f"{conversation}/Messages", {"MediaSid": upload})

    assert reply.status == status
    assert status == 201 or reply.fault == (400, 50512)


def test_the_limits_are_those_of_twilio() -> None:
    assert attachment.LARGEST == {"sms": 5_242_880, "whatsapp": 16_777_216}


def test_any_other_file_is_made_up(caller: Caller, conversation: str) -> None:
    unknown = "ME" + "a" * 32
    reply = caller.post(f"{conversation}/Messages", {"MediaSid": unknown})

    assert reply.body["media"] == [
        {
            "sid": unknown,
            "size": 0,
            "content_type": "application/octet-stream",
            "filename": None,
        }
    ]
    assert "was not uploaded here" in reply.notes[0]
