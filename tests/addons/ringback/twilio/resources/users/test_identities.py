import pytest

from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import Caller, Clock
from tests.support.twilio.models import make_model

PERSON, PROXY = "+15550000001", "+15559999999"


@pytest.fixture
def people(caller: Caller) -> str:
    return f"/Conversations/{caller.create('/Conversations')['sid']}/Participants"


@pytest.mark.parametrize("service", ["", f"/Services/IS{'a' * 32}"], ids=["default", "another"])
def test_the_first_participant_with_an_identity_makes_its_user(
    caller: Caller, clock: Clock, service: str
) -> None:
    paths = [
        f"{service}/Conversations/{caller.create(f'{service}/Conversations')['sid']}/Participants"
        for _ in range(2)
    ]
    caller.create(paths[0], {"Identity": "ann"})
    user = caller.get(f"{service}/Users/ann").body
    clock.advance(seconds=1)
    caller.create(paths[1], {"Identity": "ann"})

    assert caller.get(f"{service}/Users").body["users"] == [user]
    assert (user["friendly_name"], user["attributes"]) == (None, "{}")
    assert user["date_created"] == "2026-03-02T14:08:01Z"


def test_a_participant_has_the_user_that_exists(caller: Caller, people: str) -> None:
    made = caller.create("/Users", {"Identity": "ann", "FriendlyName": "Ann"})
    caller.create(people, {"Identity": "ann"})
    found = caller.get("/ParticipantConversations?Identity=ann").body["conversations"][0]

    assert caller.get("/Users").body["users"] == [made]
    assert found["participant_user_sid"] == made["sid"]


def test_a_user_that_a_participant_made_cannot_be_created(caller: Caller, people: str) -> None:
    caller.create(people, {"Identity": "ann"})

    assert caller.post("/Users", {"Identity": "ann"}).fault == (409, 50201)


def test_another_identity_makes_another_user(caller: Caller, people: str) -> None:
    made = caller.create(people, {"Identity": "ann"})
    caller.post(f"{people}/{made['sid']}", {"Identity": "bob"})

    assert [user["identity"] for user in caller.get("/Users").body["users"]] == ["ann", "bob"]
    assert caller.get("/Users/ann/Conversations").body["conversations"] == []


def test_participants_of_a_new_conversation_have_users(caller: Caller) -> None:
    caller.post("/ConversationWithParticipants", {"Participant": '{"identity": "ann"}'})

    assert caller.get("/Users/ann").status == 200


@pytest.mark.parametrize(
    "parameters",
    [
        {"MessagingBinding.Address": PERSON, "MessagingBinding.ProxyAddress": PROXY},
        {"Identity": "US" + "a" * 32},
    ],
    ids=["telephone", "refused"],
)
def test_who_does_not_take_part_by_an_identity_has_no_user(
    caller: Caller, people: str, parameters: dict[str, str]
) -> None:
    caller.post(people, parameters)

    assert caller.get("/Users").body["users"] == []


def test_an_author_makes_no_user(caller: Caller, people: str) -> None:
    caller.create(people.replace("Participants", "Messages"), {"Body": "Hi", "Author": "ann"})

    assert caller.get("/Users/ann").fault == (404, 20404)


def test_users_and_roles_do_not_shift_other_sids(clock: Clock) -> None:
    without, having = (Caller(make_model(clock=clock, sids=SeededSids(1))) for _ in range(2))
    having.create("/Users", {"Identity": "ann"})
    role = {"FriendlyName": "x", "Type": "service", "Permission": "joinConversation"}
    having.create("/Roles", role)
    made = []
    for one in (without, having):
        path = f"/Conversations/{one.create('/Conversations')['sid']}"
        person = one.create(f"{path}/Participants", {"Identity": "ann"})
        message = one.create(f"{path}/Messages", {"Body": "Hi"})
        made.append((path, person["sid"], person["role_sid"], message["sid"]))

    assert made[0] == made[1]
