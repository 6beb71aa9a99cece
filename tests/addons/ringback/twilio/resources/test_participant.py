import pytest

from ringback.sids import is_sid
from tests.support.twilio.caller import ACCOUNT, Caller, Clock
from tests.support.twilio.schemas import schema

PARTICIPANT = schema("participant")
PERSON, PROXY = "+15550000001", "+15559999999"


@pytest.fixture
def role(caller: Caller) -> str:
    """Return the SID of a role for participants that is not the default one."""
    return str(caller.get("/Roles").body["roles"][2]["sid"])


@pytest.fixture
def url(caller: Caller) -> str:
    return f"/Conversations/{caller.create('/Conversations')['sid']}/Participants"


def test_a_chat_participant_is_created(caller: Caller, url: str, role: str) -> None:
    body = caller.create(url, {"Identity": "alice", "RoleSid": role, "Attributes": '{"a": 1}'})

    PARTICIPANT.validate(body)
    assert list(body.items()) == [
        ("account_sid", ACCOUNT),
        ("conversation_sid", url.split("/")[2]),
        ("sid", body["sid"]),
        ("identity", "alice"),
        ("attributes", '{"a": 1}'),
        ("messaging_binding", None),
        ("role_sid", role),
        ("date_created", "2026-03-02T14:08:01Z"),
        ("date_updated", "2026-03-02T14:08:01Z"),
        ("url", f"https://conversations.twilio.com/v1{url}/{body['sid']}"),
        ("last_read_message_index", None),
        ("last_read_timestamp", None),
    ]


def test_in_a_service_a_participant_names_it(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "another"})["sid"]
    conversation = caller.create(f"/Services/{service}/Conversations")["sid"]
    url = f"/Services/{service}/Conversations/{conversation}/Participants"
    body = caller.create(url, {"Identity": "alice"})

    PARTICIPANT.validate(body)
    assert body["chat_service_sid"] == service
    assert list(body)[:4] == ["account_sid", "chat_service_sid", "conversation_sid", "sid"]
    assert caller.get(url).body["participants"] == [body]


@pytest.mark.parametrize(
    ("parameters", "binding"),
    [
        (
            {"MessagingBinding.Address": PERSON, "MessagingBinding.ProxyAddress": PROXY},
            {"type": "sms", "address": PERSON, "proxy_address": PROXY},
        ),
        (
            {
                "MessagingBinding.Address": f"whatsapp:{PERSON}",
                "MessagingBinding.ProxyAddress": f"whatsapp:{PROXY}",
            },
            {
                "type": "whatsapp",
                "address": f"whatsapp:{PERSON}",
                "proxy_address": f"whatsapp:{PROXY}",
            },
        ),
        ({"MessagingBinding.Address": PERSON}, {"type": "sms", "address": PERSON}),
        (
            {"Identity": "alice", "MessagingBinding.ProjectedAddress": PROXY},
            {"type": "sms", "projected_address": PROXY},
        ),
    ],
    ids=["SMS", "WhatsApp", "group MMS by SMS", "group MMS by chat"],
)
def test_a_participant_is_bound_to_an_address(
    caller: Caller, url: str, parameters: dict[str, str], binding: dict[str, str]
) -> None:
    body = caller.create(url, parameters)

    PARTICIPANT.validate(body)
    assert body["messaging_binding"] == binding
    assert body["identity"] == parameters.get("Identity")


@pytest.mark.parametrize(
    "parameters",
    [
        {"Identity": "alice"},
        {"MessagingBinding.Address": PERSON, "MessagingBinding.ProxyAddress": PROXY},
        {"Identity": "alice", "MessagingBinding.ProjectedAddress": PROXY},
    ],
    ids=["chat", "SMS", "group MMS by chat"],
)
def test_a_participant_has_a_role(
    caller: Caller, url: str, parameters: dict[str, str], role: str
) -> None:
    body = caller.create(url, parameters)

    assert is_sid("RL", body["role_sid"])
    assert caller.get(f"/Roles/{body['role_sid']}").body["type"] == "conversation"
    assert caller.post(f"{url}/{body['sid']}", {"RoleSid": role}).body["role_sid"] == role


def test_a_telephone_in_a_group_mms_has_no_role(caller: Caller, url: str) -> None:
    assert caller.create(url, {"MessagingBinding.Address": PERSON})["role_sid"] is None


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, 50411),
        ({"Identity": ""}, 50411),
        ({"Identity": "x" * 257}, 50207),
        ({"Identity": "US" + "a" * 32}, 50206),
        ({"MessagingBinding.Address": "five five five"}, 50407),
        ({"MessagingBinding.Address": PERSON, "MessagingBinding.ProxyAddress": "string"}, 50408),
        ({"Identity": "a", "MessagingBinding.ProjectedAddress": "string"}, 50407),
        ({"Identity": "a", "RoleSid": "admin"}, 50109),
        ({"Identity": "a", "Attributes": "x"}, 50304),
        ({"Identity": "a", "Attributes": '"' + "x" * 4_095 + '"'}, 50303),
        ({"Identity": "a", "DateCreated": "x"}, 50308),
        ({"Identity": "a", "DateUpdated": "x"}, 50309),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_wrong_participant_is_refused(
    caller: Caller, url: str, parameters: dict[str, str], code: int
) -> None:
    assert caller.post(url, parameters).fault == (400, code)
    assert caller.get(url).body["participants"] == []


def test_a_participant_is_fetched_by_sid_and_by_identity(caller: Caller, url: str) -> None:
    made = caller.create(url, {"Identity": "alice/1"})

    assert caller.get(f"{url}/{made['sid']}").body == made
    assert caller.get(f"{url}/alice%2F1").body == made
    assert caller.get(f"{url}/bob").fault == (404, 20404)


def test_only_a_fetch_accepts_an_identity(caller: Caller, url: str) -> None:
    caller.create(url, {"Identity": "alice"})

    assert caller.post(f"{url}/alice", {"Attributes": "[]"}).fault == (404, 20404)
    assert caller.delete(f"{url}/alice").fault == (404, 20404)
    assert caller.get(f"{url}/alice").status == 200


def test_an_identity_can_be_added_once(caller: Caller, url: str) -> None:
    caller.create(url, {"Identity": "alice"})

    assert caller.post(url, {"Identity": "alice"}).fault == (409, 50433)


def test_participants_are_listed_in_the_order_of_creation(caller: Caller, url: str) -> None:
    made = [caller.create(url, {"Identity": name}) for name in "bca"]
    body = caller.get(url).body

    assert body["participants"] == made
    assert body["meta"]["key"] == "participants"


def test_a_participant_is_updated(caller: Caller, url: str, clock: Clock, role: str) -> None:
    made = caller.create(url, {"Identity": "alice"})
    clock.advance(seconds=59)
    body = caller.post(
        f"{url}/{made['sid']}",
        {
            "Identity": "bob",
            "RoleSid": role,
            "Attributes": "[]",
            "DateCreated": "2015-12-16T22:18:37Z",
            "LastReadMessageIndex": "7",
            "LastReadTimestamp": "2015-12-16T22:18:38Z",
        },
    ).body

    PARTICIPANT.validate(body)
    assert body == made | {
        "identity": "bob",
        "role_sid": role,
        "attributes": "[]",
        "date_created": "2015-12-16T22:18:37Z",
        "date_updated": "2026-03-02T14:09:00Z",
        "last_read_message_index": 7,
        "last_read_timestamp": "2015-12-16T22:18:38Z",
    }
    assert caller.get(f"{url}/bob").body == body
    assert caller.get(f"{url}/alice").status == 404


def test_reading_up_to_a_message_is_dated_now(caller: Caller, url: str) -> None:
    own = f"{url}/{caller.create(url, {'Identity': 'alice'})['sid']}"
    read = caller.post(own, {"LastReadMessageIndex": "0"}).body
    unread = caller.post(own, {"LastReadMessageIndex": "null"}).body

    assert (read["last_read_message_index"], read["last_read_timestamp"]) == (
        0,
        "2026-03-02T14:08:01Z",
    )
    assert unread["last_read_message_index"] is None


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"LastReadMessageIndex": "x"}, 50421),
        ({"LastReadTimestamp": "x"}, 50405),
        ({"RoleSid": ""}, 50109),
        ({"MessagingBinding.ProxyAddress": "x"}, 50408),
    ],
)
def test_a_wrong_update_is_refused(
    caller: Caller, url: str, parameters: dict[str, str], code: int
) -> None:
    made = caller.create(url, {"Identity": "alice"})

    assert caller.post(f"{url}/{made['sid']}", parameters).fault == (400, code)
    assert caller.get(f"{url}/alice").body == made


def test_a_participant_leaves(caller: Caller, url: str) -> None:
    own = f"{url}/{caller.create(url, {'Identity': 'alice'})['sid']}"

    assert caller.delete(own).status == 204
    assert caller.get(f"{url}/alice").status == 404
    assert caller.post(url, {"Identity": "alice"}).status == 201
