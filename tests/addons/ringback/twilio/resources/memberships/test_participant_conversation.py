import pytest

from ringback.sids import is_sid
from tests.support.twilio.caller import ACCOUNT, Caller, Clock
from tests.support.twilio.schemas import schema

ITEM = schema("participant_conversation")
PERSON, PROXY = "+15550000001", "+15559999999"
URL = "https://conversations.twilio.com/v1/Conversations"


def join(caller: Caller, parameters: dict[str, str], **conversation: str) -> tuple[str, str]:
    """Create a conversation with one participant, and return both SIDs."""
    sid = caller.create("/Conversations", conversation)["sid"]
    return sid, caller.create(f"/Conversations/{sid}/Participants", parameters)["sid"]


def test_a_users_conversations_are_listed(caller: Caller) -> None:
    sid, participant = join(
        caller, {"Identity": "alice"}, UniqueName="one", FriendlyName="One", Attributes="[]"
    )
    body = caller.get("/ParticipantConversations?Identity=alice").body
    item = body["conversations"][0]

    ITEM.validate(item)
    assert is_sid("US", item["participant_user_sid"])
    assert list(item.items()) == [
        ("account_sid", ACCOUNT),
        ("chat_service_sid", item["chat_service_sid"]),
        ("conversation_sid", sid),
        ("participant_sid", participant),
        ("conversation_friendly_name", "One"),
        ("conversation_state", "active"),
        ("conversation_timers", {}),
        ("conversation_attributes", "[]"),
        ("conversation_date_created", "2026-03-02T14:08:01Z"),
        ("conversation_date_updated", "2026-03-02T14:08:01Z"),
        ("conversation_created_by", "system"),
        ("conversation_unique_name", "one"),
        ("participant_user_sid", item["participant_user_sid"]),
        ("participant_identity", "alice"),
        ("participant_messaging_binding", None),
        (
            "links",
            {
                "participant": f"{URL}/{sid}/Participants/{participant}",
                "conversation": f"{URL}/{sid}",
            },
        ),
    ]
    assert body["meta"]["key"] == "conversations"
    assert body["meta"]["url"].endswith("?Identity=alice&PageSize=50&Page=0")


def test_a_telephones_conversations_are_listed(caller: Caller) -> None:
    join(caller, {"MessagingBinding.Address": PERSON, "MessagingBinding.ProxyAddress": PROXY})
    body = caller.get("/ParticipantConversations?Address=%2B15550000001").body
    item = body["conversations"][0]

    ITEM.validate(item)
    assert (item["participant_identity"], item["participant_user_sid"]) == (None, None)
    assert item["participant_messaging_binding"] == {
        "address": PERSON,
        "proxy_address": PROXY,
        "type": "sms",
        "level": None,
        "name": None,
        "projected_address": None,
    }
    assert "?Address=%2B15550000001&PageSize=50" in body["meta"]["url"]


def test_the_latest_come_first_and_page_by_page(caller: Caller, clock: Clock) -> None:
    sids = []
    for _ in range(3):
        sids.append(join(caller, {"Identity": "alice"})[0])
        clock.advance(seconds=1)
    first = caller.get("/ParticipantConversations?Identity=alice&PageSize=2").body
    rest = caller.follow(first["meta"]["next_page_url"]).body

    listed = first["conversations"] + rest["conversations"]
    assert [one["conversation_sid"] for one in listed] == sids[::-1]


@pytest.mark.parametrize(
    "query", ["", "Identity=alice&Address=%2B15550000001", "Identity=&Address="]
)
def test_only_one_user_is_looked_up_at_a_time(caller: Caller, query: str) -> None:
    assert caller.get(f"/ParticipantConversations?{query}").fault == (400, 50451)


def test_a_user_without_conversations_has_an_empty_list(caller: Caller) -> None:
    assert caller.get("/ParticipantConversations?Identity=bob").body["conversations"] == []


def test_a_removed_participant_is_not_listed(caller: Caller) -> None:
    sid, participant = join(caller, {"Identity": "alice"})
    other, _ = join(caller, {"Identity": "alice"})
    caller.delete(f"/Conversations/{sid}/Participants/{participant}")
    caller.delete(f"/Conversations/{other}")

    assert caller.get("/ParticipantConversations?Identity=alice").body["conversations"] == []


def test_a_services_list_has_its_own_participants_only(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "another"})["sid"]
    join(caller, {"Identity": "alice"})

    path = f"/Services/{service}/ParticipantConversations?Identity=alice"
    assert caller.get(path).body["conversations"] == []
