import pytest

from ringback.twilio.resources import participant_behavior
from tests.support.twilio.caller import Caller, Clock

PERSON, OTHER, PROXY = "+15550000001", "+15550000002", "+15559999999"


def sms(address: str, proxy: str = PROXY) -> dict[str, str]:
    return {"MessagingBinding.Address": address, "MessagingBinding.ProxyAddress": proxy}


def number(ordinal: int) -> str:
    return f"+1555{ordinal:07}"


@pytest.fixture
def url(caller: Caller) -> str:
    return f"/Conversations/{caller.create('/Conversations')['sid']}/Participants"


@pytest.fixture
def elsewhere(caller: Caller) -> str:
    return f"/Conversations/{caller.create('/Conversations')['sid']}/Participants"


def test_an_address_pair_is_used_in_one_open_conversation(
    caller: Caller, url: str, elsewhere: str
) -> None:
    caller.create(url, sms(PERSON))
    reply = caller.post(elsewhere, sms(PERSON))

    assert reply.fault == (409, 50416)
    assert reply.body["message"] == (
        "A binding for this participant and proxy address already exists in "
        f"Conversation {url.split('/')[2]}"
    )
    assert caller.post(elsewhere, sms(PERSON, OTHER)).status == 201


@pytest.mark.parametrize("end", ["close", "delete", "leave", "expire"])
def test_an_address_pair_is_free_once_the_conversation_is_over(
    caller: Caller, clock: Clock, url: str, elsewhere: str, end: str
) -> None:
    participant = caller.create(url, sms(PERSON))
    conversation = url.removesuffix("/Participants")
    if end == "close":
        caller.post(conversation, {"State": "closed"})
    elif end == "delete":
        caller.delete(conversation)
    elif end == "leave":
        caller.delete(f"{url}/{participant['sid']}")
    else:
        caller.post(conversation, {"Timers.Closed": "PT10M"})
        clock.advance(minutes=10)

    assert caller.post(elsewhere, sms(PERSON)).status == 201


def test_an_incompatible_participant_is_refused(caller: Caller, url: str) -> None:
    caller.create(url, sms(PERSON))

    assert caller.post(url, {"MessagingBinding.Address": OTHER}).fault == (400, 50412)
    assert caller.post(url, {"Identity": "a", **sms(OTHER)}).fault == (400, 50211)


def test_an_address_is_in_a_group_once(caller: Caller, url: str) -> None:
    caller.create(url, {"MessagingBinding.Address": PERSON})

    assert caller.post(url, {"MessagingBinding.Address": PERSON}).fault == (409, 50437)
    assert caller.post(url, {"MessagingBinding.Address": OTHER}).status == 201


def test_a_group_has_at_most_ten_members(caller: Caller, url: str) -> None:
    for ordinal in range(participant_behavior.MOST_IN_GROUP):
        caller.create(url, {"MessagingBinding.Address": number(ordinal)})

    assert caller.post(url, {"MessagingBinding.Address": PERSON}).fault == (403, 50436)


def test_at_most_fifty_participants_are_outside_of_the_chat(caller: Caller, url: str) -> None:
    for ordinal in range(participant_behavior.MOST_NON_CHAT):
        caller.create(url, sms(number(ordinal)))

    assert caller.post(url, sms(PERSON)).fault == (403, 50418)
    assert caller.post(url, {"Identity": "alice"}).status == 201


def test_a_conversation_has_at_most_a_thousand_participants(caller: Caller, url: str) -> None:
    for ordinal in range(1_000):
        caller.create(url, {"Identity": f"user{ordinal}"})

    assert caller.post(url, {"Identity": "one more"}).fault == (403, 50417)


def test_a_user_is_in_at_most_a_thousand_open_conversations(caller: Caller, url: str) -> None:
    sids = [caller.create("/Conversations")["sid"] for _ in range(1_000)]
    for sid in sids:
        caller.create(f"/Conversations/{sid}/Participants", {"Identity": "alice"})

    assert caller.post(url, {"Identity": "alice"}).fault == (403, 50214)
    caller.post(f"/Conversations/{sids[0]}", {"State": "closed"})
    assert caller.post(url, {"Identity": "alice"}).status == 201


AGENT = {"Identity": "alice", "MessagingBinding.ProjectedAddress": PROXY}
MEMBERS = ({"MessagingBinding.Address": PERSON}, {"MessagingBinding.Address": OTHER}, AGENT)


@pytest.fixture
def group(caller: Caller, url: str) -> str:
    """Return the SID of a group MMS between two telephones and a user."""
    for member in MEMBERS:
        caller.create(url, member)
    return url.split("/")[2]


def test_a_second_group_with_the_same_members_is_refused(
    caller: Caller, group: str, elsewhere: str
) -> None:
    for member in MEMBERS[:0:-1]:
        caller.create(elsewhere, member)
    reply = caller.post(elsewhere, MEMBERS[0])

    assert reply.fault == (409, 50438)
    assert reply.body["message"] == (
        f"Group MMS with given participant list already exists as Conversation {group}"
    )
    assert caller.post(elsewhere, {"MessagingBinding.Address": number(9)}).status == 201
    assert caller.post(elsewhere, MEMBERS[0]).status == 201


def test_a_group_that_is_closed_does_not_count(caller: Caller, group: str, elsewhere: str) -> None:
    caller.post(f"/Conversations/{group}", {"State": "closed"})

    assert [caller.post(elsewhere, member).status for member in MEMBERS] == [201] * 3


def test_an_update_cannot_duplicate_an_existing_group(
    caller: Caller, group: str, elsewhere: str
) -> None:
    for member in MEMBERS[:2]:
        caller.create(elsewhere, member)
    changed = caller.create(elsewhere, AGENT | {"MessagingBinding.ProjectedAddress": number(8)})

    assert update(
        caller, elsewhere, changed["sid"], {"MessagingBinding.ProjectedAddress": PROXY}
    ) == (409, 50438)


def test_a_member_of_a_group_is_renamed(caller: Caller, url: str, group: str) -> None:
    alice = caller.get(f"{url}/alice").body["sid"]

    assert caller.post(f"{url}/{alice}", {"Identity": "bob"}).status == 200


@pytest.mark.parametrize("first", [sms(OTHER), AGENT], ids=["as a proxy", "as projected"])
def test_a_twilio_number_is_not_a_participants_address(
    caller: Caller, url: str, elsewhere: str, first: dict[str, str]
) -> None:
    caller.create(url, first)

    assert caller.post(elsewhere, {"MessagingBinding.Address": PROXY}).fault == (400, 50407)
    assert caller.post(elsewhere, sms(PROXY, PERSON)).fault == (400, 50407)


# Updates.


def update(caller: Caller, url: str, sid: str, parameters: dict[str, str]) -> tuple[int, int]:
    return caller.post(f"{url}/{sid}", parameters).fault


def test_a_proxy_is_replaced_and_removed(caller: Caller, url: str, elsewhere: str) -> None:
    sid = caller.create(url, sms(PERSON))["sid"]
    changed = caller.post(f"{url}/{sid}", {"MessagingBinding.ProxyAddress": OTHER}).body
    free = caller.post(elsewhere, sms(PERSON))
    removed = caller.post(f"{url}/{sid}", {"MessagingBinding.ProxyAddress": "null"}).body

    assert changed["messaging_binding"]["proxy_address"] == OTHER
    assert free.status == 201
    assert removed["messaging_binding"] == {"type": "sms", "address": PERSON}


def test_a_proxy_is_not_replaced_by_one_that_does_not_go(
    caller: Caller, url: str, elsewhere: str
) -> None:
    sid = caller.create(url, sms(PERSON))["sid"]
    caller.create(elsewhere, sms(PERSON, OTHER))
    key = "MessagingBinding.ProxyAddress"

    assert update(caller, url, sid, {key: OTHER}) == (409, 50416)
    assert update(caller, url, sid, {key: PERSON}) == (400, 50409)
    assert update(caller, url, sid, {key: f"whatsapp:{PROXY}"}) == (400, 50414)
    assert caller.post(f"{url}/{sid}", {key: PROXY}).status == 200


def test_a_user_has_no_proxy_to_change_or_remove(caller: Caller, url: str) -> None:
    alice = caller.create(url, {"Identity": "alice"})["sid"]
    key = "MessagingBinding.ProxyAddress"

    assert update(caller, url, alice, {key: PROXY}) == (400, 50441)
    assert update(caller, url, alice, {key: "null"}) == (400, 50440)


def test_a_projected_address_is_set_and_removed(caller: Caller, url: str) -> None:
    alice = caller.create(url, {"Identity": "alice"})["sid"]
    key = "MessagingBinding.ProjectedAddress"
    bound = caller.post(f"{url}/{alice}", {key: PROXY}).body
    unbound = caller.post(f"{url}/{alice}", {key: "null"}).body

    assert bound["messaging_binding"] == {"type": "sms", "projected_address": PROXY}
    assert unbound["messaging_binding"] is None
    assert update(caller, url, alice, {key: "null"}) == (400, 50442)


def test_a_telephone_gets_neither_a_projected_address_nor_an_identity(
    caller: Caller, url: str
) -> None:
    sid = caller.create(url, sms(PERSON))["sid"]

    assert update(caller, url, sid, {"MessagingBinding.ProjectedAddress": PROXY}) == (400, 50443)
    assert update(caller, url, sid, {"Identity": "alice"}) == (400, 50444)


@pytest.mark.parametrize(
    ("others", "parameters", "fault"),
    [
        (
            [sms(PERSON)],
            {"MessagingBinding.ProjectedAddress": OTHER},
            (400, 50420),
        ),
        (
            [{"Identity": "bob"}],
            {"MessagingBinding.ProjectedAddress": OTHER},
            (400, 50434),
        ),
        ([], {"MessagingBinding.ProjectedAddress": f"whatsapp:{OTHER}"}, (400, 50420)),
    ],
    ids=["beside a proxy", "beside the chat", "on another channel"],
)
def test_who_would_not_fit_in_after_an_update_is_refused(
    caller: Caller,
    url: str,
    others: list[dict[str, str]],
    parameters: dict[str, str],
    fault: tuple[int, int],
) -> None:
    agent = caller.create(url, {"Identity": "alice"})
    for other in others:
        caller.create(url, other)

    assert update(caller, url, agent["sid"], parameters) == fault
    assert caller.get(f"{url}/{agent['sid']}").body == agent


def test_who_is_in_a_group_does_not_go_to_the_chat_alone(caller: Caller, url: str) -> None:
    agent = {"Identity": "alice", "MessagingBinding.ProjectedAddress": PROXY}
    sid = caller.create(url, agent)["sid"]
    caller.create(url, {"MessagingBinding.Address": PERSON})

    assert update(caller, url, sid, {"MessagingBinding.ProjectedAddress": "null"}) == (400, 50434)


def test_a_proxy_is_not_removed_on_another_channel_or_beside_one(
    caller: Caller, url: str, elsewhere: str
) -> None:
    key = "MessagingBinding.ProxyAddress"
    whatsapp = caller.create(elsewhere, sms(f"whatsapp:{PERSON}", f"whatsapp:{PROXY}"))["sid"]
    first = caller.create(url, sms(PERSON))["sid"]
    caller.create(url, sms(OTHER))

    assert update(caller, elsewhere, whatsapp, {key: "null"}) == (400, 50440)
    assert update(caller, url, first, {key: "null"}) == (400, 50412)


def test_a_renamed_user_must_not_be_in_too_many_conversations(caller: Caller, url: str) -> None:
    for _ in range(1_000):
        sid = caller.create("/Conversations")["sid"]
        caller.create(f"/Conversations/{sid}/Participants", {"Identity": "alice"})
    bob = caller.create(url, {"Identity": "bob"})["sid"]

    assert update(caller, url, bob, {"Identity": "alice"}) == (403, 50214)


def test_who_is_in_many_conversations_can_still_be_updated(caller: Caller, url: str) -> None:
    sids = [caller.create("/Conversations")["sid"] for _ in range(1_000)]
    for sid in sids:
        caller.create(f"/Conversations/{sid}/Participants", {"Identity": "alice"})
    inside = f"/Conversations/{sids[0]}/Participants"
    alice = caller.get(f"{inside}/alice").body["sid"]

    assert caller.post(f"{inside}/{alice}", {"Attributes": "[]"}).status == 200


def test_an_email_participant_has_no_proxy(caller: Caller, url: str) -> None:
    ada = {"MessagingBinding.Address": "ada@example.com"}
    proxy = {"MessagingBinding.ProxyAddress": "support@example.com"}
    made = caller.create(url, ada)

    assert made["messaging_binding"] == {"type": "email", "address": "ada@example.com"}
    assert caller.post(url, ada | proxy).fault == (400, 50453)
    assert caller.post(f"{url}/{made['sid']}", proxy).fault == (400, 50453)
    assert caller.post(url, ada).fault == (409, 50433)
    caller.create(url, sms(PERSON))
    caller.create(url, {"Identity": "alice"})


RCS = {"MessagingBinding.Address": f"rcs:{PERSON}", "MessagingBinding.ProxyAddress": f"rcs:{OTHER}"}


def test_the_fallback_of_an_rcs_proxy_makes_an_sms_participant(
    caller: Caller, url: str, elsewhere: str
) -> None:
    made = caller.create(url, RCS | {"MessagingBinding.ProxyAddressFallback": "+15550000007"})

    assert made["messaging_binding"] == {
        "type": "sms",
        "address": PERSON,
        "proxy_address": "+15550000007",
    }
    assert caller.get(f"{url}/{made['sid']}").body == made
    assert caller.post(elsewhere, sms(PERSON, "+15550000007")).fault == (409, 50416)
    assert caller.post(elsewhere, RCS).status == 201


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        (RCS | {"MessagingBinding.ProxyAddressFallback": "x"}, (400, 50408)),
        (RCS | {"MessagingBinding.ProxyAddressFallback": f"rcs:{OTHER}"}, (400, 50420)),
        (sms(PERSON) | {"MessagingBinding.ProxyAddressFallback": OTHER}, (400, 50420)),
        ({"Identity": "a", "MessagingBinding.ProxyAddressFallback": OTHER}, (400, 50420)),
        (RCS | {"MessagingBinding.ProxyAddressFallback": PERSON}, (400, 50409)),
    ],
    ids=["no address", "another channel", "of SMS", "of an identity", "the address itself"],
)
def test_any_other_fallback_is_refused(
    caller: Caller, url: str, parameters: dict[str, str], fault: tuple[int, int]
) -> None:
    assert caller.post(url, parameters).fault == fault
