import pytest

from tests.support.twilio.caller import Caller, Clock

PERSON, OTHER, PROXY = "+15550000001", "+15550000002", "+15559999999"


@pytest.fixture
def conversation(caller: Caller) -> str:
    return f"/Conversations/{caller.create('/Conversations')['sid']}"


@pytest.fixture
def url(conversation: str) -> str:
    return f"{conversation}/Messages"


def join(caller: Caller, conversation: str, identity: str = "", **binding: str) -> str:
    """Add a participant and return its SID; `binding` has the last parts of parameter names."""
    parameters = {f"MessagingBinding.{name}": address for name, address in binding.items()}
    if identity:
        parameters["Identity"] = identity
    sid = caller.create(f"{conversation}/Participants", parameters)["sid"]
    assert isinstance(sid, str)
    return sid


# Content.


@pytest.mark.parametrize("parameters", [{}, {"Body": ""}, {"Author": "alice"}])
def test_a_message_needs_content(caller: Caller, url: str, parameters: dict[str, str]) -> None:
    assert caller.post(url, parameters).fault == (400, 50503)


def test_variables_need_a_template(caller: Caller, url: str) -> None:
    assert caller.post(url, {"Body": "Hi", "ContentVariables": "{}"}).fault == (400, 50528)


def test_a_body_cannot_be_emptied(caller: Caller, url: str) -> None:
    sid = caller.create(url, {"Body": "Hello"})["sid"]

    assert caller.post(f"{url}/{sid}", {"Body": ""}).fault == (400, 50503)


def test_the_body_of_a_file_cannot_be_changed(caller: Caller, url: str) -> None:
    sid = caller.create(url, {"MediaSid": "ME" + "a" * 32})["sid"]

    assert caller.post(f"{url}/{sid}", {"Body": "Bye"}).fault == (400, 50509)


def test_a_chat_message_has_up_to_32_kilobytes(caller: Caller, url: str) -> None:
    assert caller.post(url, {"Body": "é" * 16_384}).status == 201
    assert caller.post(url, {"Body": "é" * 16_384 + "x"}).fault == (400, 50504)


def test_a_message_to_a_telephone_has_up_to_1600_characters(
    caller: Caller, conversation: str, url: str
) -> None:
    join(caller, conversation, Address=PERSON, ProxyAddress=PROXY)

    assert caller.post(url, {"Body": "é" * 1_600}).status == 201
    assert caller.post(url, {"Body": "é" * 1_601}).fault == (400, 50504)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"Body": "Hi"}, []),
        ({"ContentSid": "HX" + "a" * 32}, ["The fake has no templates"]),
        ({"MediaSid": "ME" + "a" * 32}, ["The file was not uploaded here"]),
    ],
    ids=["text", "template", "file"],
)
def test_a_note_says_what_the_fake_cannot_know(
    caller: Caller, url: str, parameters: dict[str, str], said: list[str]
) -> None:
    reply = caller.post(url, parameters)

    assert reply.status == 201
    assert [note.split(":")[0] for note in reply.notes] == said


# Authors.


def test_an_author_is_found_among_the_participants(
    caller: Caller, conversation: str, url: str
) -> None:
    alice = join(caller, conversation, "alice")
    phone = join(caller, conversation, Address=PERSON, ProxyAddress=PROXY)

    assert caller.create(url, {"Body": "Hi", "Author": "alice"})["participant_sid"] == alice
    assert caller.create(url, {"Body": "Hi", "Author": PERSON})["participant_sid"] == phone
    assert caller.create(url, {"Body": "Hi", "Author": "bob"})["participant_sid"] is None


def test_another_author_is_another_participant(caller: Caller, conversation: str, url: str) -> None:
    alice = join(caller, conversation, "alice")
    sid = caller.create(url, {"Body": "Hi"})["sid"]

    changed = caller.post(f"{url}/{sid}", {"Author": "alice"}).body
    changed_back = caller.post(f"{url}/{sid}", {"Author": "bob"}).body

    assert changed["participant_sid"] == alice
    assert changed_back["participant_sid"] is None


def test_only_members_write_to_a_group_mms(caller: Caller, conversation: str, url: str) -> None:
    join(caller, conversation, Address=PERSON)
    join(caller, conversation, "alice", ProjectedAddress=PROXY)

    assert caller.post(url, {"Body": "Hi"}).fault == (400, 50513)
    assert caller.post(url, {"Body": "Hi", "Author": "bob"}).fault == (400, 50513)
    sid = caller.create(url, {"Body": "Hi", "Author": "alice"})["sid"]
    assert caller.post(f"{url}/{sid}", {"Author": "bob"}).fault == (400, 50513)
    assert caller.post(f"{url}/{sid}", {"Body": "Bye"}).status == 200
    assert caller.post(url, {"Body": "Hi", "Author": PERSON}).status == 201


# Delivery.


def test_a_message_is_delivered_to_recipients_outside_of_the_chat(
    caller: Caller, conversation: str, url: str
) -> None:
    join(caller, conversation, "alice")
    join(caller, conversation, Address=PERSON, ProxyAddress=PROXY)
    join(caller, conversation, Address=OTHER, ProxyAddress=PROXY)

    made = caller.create(url, {"Body": "Hi", "Author": "alice"})
    assert made["delivery"] is None
    assert caller.follow(made["url"]).body["delivery"] == {
        "total": 2,
        "sent": "all",
        "delivered": "all",
        "read": "none",
        "failed": "none",
        "undelivered": "none",
    }
    other = caller.create(url, {"Body": "Hi", "Author": PERSON})
    assert other["delivery"] is None
    assert caller.follow(other["url"]).body["delivery"]["total"] == 1
    listed = caller.get(url).body["messages"]
    assert [one["delivery"]["total"] for one in listed] == [2, 1]
    updated = caller.post(f"{url}/{made['sid']}", {"Body": "Ho"}).body
    assert updated["delivery"]["total"] == 2


def test_a_participant_with_a_projected_address_is_in_the_chat(
    caller: Caller, conversation: str, url: str
) -> None:
    join(caller, conversation, "alice", ProjectedAddress=PROXY)
    join(caller, conversation, Address=PERSON)
    join(caller, conversation, Address=OTHER)
    made = caller.create(url, {"Body": "Hi", "Author": PERSON})

    assert caller.follow(made["url"]).body["delivery"]["total"] == 1


def test_in_the_chat_nothing_is_delivered(caller: Caller, conversation: str, url: str) -> None:
    join(caller, conversation, "alice")
    join(caller, conversation, "bob")
    made = caller.create(url, {"Body": "Hi", "Author": "alice"})

    assert caller.follow(made["url"]).body["delivery"] is None


def test_delivery_counts_the_participants_at_the_time(
    caller: Caller, conversation: str, url: str
) -> None:
    sid = caller.create(url, {"Body": "Hi"})["sid"]
    join(caller, conversation, Address=PERSON, ProxyAddress=PROXY)

    assert caller.get(f"{url}/{sid}").body["delivery"] is None
    assert caller.post(f"{url}/{sid}", {"Author": "alice"}).body["delivery"] is None


# What a message does to its conversation.


def test_a_message_reactivates_an_inactive_conversation(
    caller: Caller, conversation: str, url: str
) -> None:
    caller.post(conversation, {"State": "inactive"})
    caller.create(url, {"Body": "Hi"})

    assert caller.get(conversation).body["state"] == "active"


def test_a_message_restarts_the_timers(
    caller: Caller, conversation: str, url: str, clock: Clock
) -> None:
    caller.post(conversation, {"Timers.Inactive": "PT5M", "Timers.Closed": "PT10M"})
    clock.advance(minutes=7)
    asleep = caller.get(conversation).body
    caller.create(url, {"Body": "Hi"})
    awake = caller.get(conversation).body

    assert (asleep["state"], asleep["timers"]["date_closed"]) == (
        "inactive",
        "2026-03-02T14:18:01Z",
    )
    assert awake["state"] == "active"
    assert awake["timers"] == {
        "date_inactive": "2026-03-02T14:20:01Z",
        "date_closed": "2026-03-02T14:25:01Z",
    }


def test_an_updated_message_does_not_reactivate_a_conversation(
    caller: Caller, conversation: str, url: str
) -> None:
    sid = caller.create(url, {"Body": "Hi"})["sid"]
    caller.post(conversation, {"State": "inactive"})
    caller.post(f"{url}/{sid}", {"Body": "Bye"})

    assert caller.get(conversation).body["state"] == "inactive"


def test_conversations_are_listed_by_their_last_message(caller: Caller) -> None:
    sids = [caller.create("/Conversations")["sid"] for _ in range(3)]
    caller.create(f"/Conversations/{sids[1]}/Messages", {"Body": "Hi"})
    caller.create(f"/Conversations/{sids[0]}/Messages", {"Body": "Hi"})
    listed = [one["sid"] for one in caller.get("/Conversations").body["conversations"]]

    assert listed == [sids[0], sids[1], sids[2]]
