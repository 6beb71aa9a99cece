import json
from collections.abc import Callable

import pytest

from ringback.http.messages import Headers, Response, request_to
from ringback.twilio.resources.roles.adoption import NAME
from tests.support.twilio.caller import ORIGIN, ApiReply, Caller

ROLE, SERVICE = "RL" + "a" * 32, "IS" + "b" * 32
OF_SERVICE = ["createConversation", "joinConversation", "editOwnUserInfo"]
OF_CONVERSATION = ["sendMessage", "leaveConversation", "editOwnMessage", "deleteOwnMessage"]
Send = Callable[[Caller, str, str], ApiReply]


def create_participant(caller: Caller, base: str, role: str) -> ApiReply:
    people = f"{base}/Conversations/{caller.create(f'{base}/Conversations')['sid']}/Participants"
    return caller.post(people, {"Identity": "ann", "RoleSid": role})


def update_participant(caller: Caller, base: str, role: str) -> ApiReply:
    people = f"{base}/Conversations/{caller.create(f'{base}/Conversations')['sid']}/Participants"
    made = caller.create(people, {"Identity": "bob"})
    return caller.post(f"{people}/{made['sid']}", {"RoleSid": role})


def create_with_participants(caller: Caller, base: str, role: str) -> ApiReply:
    people = [{"identity": name, "role_sid": role} for name in ("ann", "bob")]
    pairs = [("Participant", json.dumps(one)) for one in people]
    return caller.post(f"{base}/ConversationWithParticipants", pairs)


def create_user(caller: Caller, base: str, role: str) -> ApiReply:
    return caller.post(f"{base}/Users", {"Identity": "ann", "RoleSid": role})


def update_user(caller: Caller, base: str, role: str) -> ApiReply:
    caller.create(f"{base}/Users", {"Identity": "bob"})
    return caller.post(f"{base}/Users/bob", {"RoleSid": role})


def configure(parameter: str) -> Send:
    def send(caller: Caller, base: str, role: str) -> ApiReply:
        return caller.post(f"{base}/Configuration", {parameter: role})

    return send


# What sends a role, the type that its place needs, and the fault of a role that is unknown there.
PLACES = [
    pytest.param(create_participant, "conversation", 50109, id="create a participant"),
    pytest.param(update_participant, "conversation", 50109, id="update a participant"),
    pytest.param(create_with_participants, "conversation", 50109, id="with participants"),
    pytest.param(create_user, "service", 50102, id="create a user"),
    pytest.param(update_user, "service", 50102, id="update a user"),
    pytest.param(
        configure("DefaultConversationCreatorRoleSid"), "conversation", 50106, id="creator"
    ),
    pytest.param(configure("DefaultConversationRoleSid"), "conversation", 50109, id="participant"),
    pytest.param(configure("DefaultChatServiceRoleSid"), "service", 50102, id="user"),
]


def read_roles(caller: Caller, base: str) -> list[dict[str, object]]:
    roles = caller.get(f"{base}/Roles").body["roles"]
    assert isinstance(roles, list)
    return roles


@pytest.fixture(params=["of the account", "created"])
def base(request: pytest.FixtureRequest, caller: Caller) -> str:
    """Return the path of a service: that of the account by default, or another one."""
    sid = (
        caller.create("/Services", {"FriendlyName": "one"})["sid"]
        if request.param == "created"
        else caller.create("/Conversations")["chat_service_sid"]
    )
    return f"/Services/{sid}"


@pytest.mark.parametrize(("send", "role_type", "_code"), PLACES)
def test_an_unknown_role_is_adopted_on_first_use(
    caller: Caller, base: str, send: Send, role_type: str, _code: int
) -> None:
    reply = send(caller, base, ROLE)

    assert reply.status in (200, 201, 202)
    assert reply.notes == (
        (
            f"The role {ROLE} was not created here and is adopted, with the type {role_type}; "
            "with --unknown-services refuse it is Twilio's fault."
        ),
    )
    adopted = caller.get(f"{base}/Roles/{ROLE}").body
    assert adopted["friendly_name"] == NAME
    assert adopted["type"] == role_type
    assert adopted["permissions"] == (OF_SERVICE if role_type == "service" else OF_CONVERSATION)
    assert adopted["date_created"] == adopted["date_updated"] == "2026-03-02T14:08:01Z"
    assert read_roles(caller, base)[4:] == [adopted]


@pytest.mark.parametrize(("send", "_type", "_code"), PLACES)
def test_a_role_is_adopted_once(
    caller: Caller, base: str, send: Send, _type: str, _code: int
) -> None:
    send(caller, base, ROLE)
    if send in (create_user, update_user):
        caller.delete(f"{base}/Users/ann")
        caller.delete(f"{base}/Users/bob")
    again = send(caller, base, ROLE)

    assert (again.status in (200, 201, 202), again.notes) == (True, ())
    assert len(read_roles(caller, base)) == 5


@pytest.mark.parametrize(("send", "role_type", "code"), PLACES)
def test_unknown_roles_can_be_refused(
    refusing: Caller, send: Send, role_type: str, code: int
) -> None:
    base = f"/Services/{refusing.create('/Conversations')['chat_service_sid']}"
    before = read_roles(refusing, base)
    reply = send(refusing, base, ROLE)

    assert reply.fault == (400, code)
    where = f"GET /v1{base}/Roles lists them"
    assert reply.notes == (f"{ROLE} is not a role of type {role_type} in this service; {where}.",)
    assert read_roles(refusing, base) == before


@pytest.mark.parametrize(("send", "role_type", "code"), PLACES)
def test_an_adopted_role_is_not_one_of_the_other_type(
    caller: Caller, base: str, send: Send, role_type: str, code: int
) -> None:
    other = create_user if role_type == "conversation" else create_participant
    other(caller, base, ROLE)
    caller.delete(f"{base}/Users/ann")

    assert send(caller, base, ROLE).fault == (400, code)
    assert len(read_roles(caller, base)) == 5


@pytest.mark.parametrize(("send", "role_type", "code"), PLACES)
def test_a_role_that_was_deleted_is_not_adopted(
    caller: Caller, base: str, send: Send, role_type: str, code: int
) -> None:
    granted = "sendMessage" if role_type == "conversation" else "joinConversation"
    sent = {"FriendlyName": "x", "Type": role_type, "Permission": granted}
    made = caller.create(f"{base}/Roles", sent)["sid"]
    caller.delete(f"{base}/Roles/{made}")

    assert send(caller, base, made).fault == (400, code)
    assert len(read_roles(caller, base)) == 4


def test_an_adopted_role_that_was_deleted_is_not_adopted_again(caller: Caller) -> None:
    create_user(caller, "", ROLE)
    caller.delete("/Users/ann")
    assert caller.delete(f"/Roles/{ROLE}").status == 204

    assert create_user(caller, "", ROLE).fault == (400, 50102)


def test_the_roles_of_a_deleted_service_are_not_adopted(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "one"})["sid"]
    create_user(caller, f"/Services/{service}", ROLE)
    caller.delete(f"/Services/{service}")

    assert create_user(caller, "", ROLE).fault == (400, 50102)


def test_a_role_of_another_service_is_not_adopted(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "one"})["sid"]
    create_user(caller, f"/Services/{service}", ROLE)

    assert create_user(caller, "", ROLE).fault == (400, 50102)


def test_a_role_that_is_only_fetched_is_unknown(caller: Caller) -> None:
    for reply in (
        caller.get(f"/Roles/{ROLE}"),
        caller.post(f"/Roles/{ROLE}", {"Permission": "sendMessage"}),
        caller.delete(f"/Roles/{ROLE}"),
    ):
        assert reply.fault == (404, 20404)
    assert create_user(caller, "", ROLE).status == 201


def test_a_refused_request_adopts_nothing(caller: Caller) -> None:
    people = f"/Conversations/{caller.create('/Conversations')['sid']}/Participants"
    caller.create(people, {"Identity": "ann"})
    wrong = [
        caller.post(people, {"Identity": "ann", "RoleSid": ROLE}),
        caller.post("/Users", {"Identity": "ann", "RoleSid": ROLE}),
        caller.post(
            "/ConversationWithParticipants",
            [
                ("Participant", json.dumps({"identity": "bob", "role_sid": ROLE})),
                ("Participant", json.dumps({"identity": "bob"})),
            ],
        ),
    ]

    assert [(reply.status, reply.notes) for reply in wrong] == [(409, ())] * 3
    assert len(read_roles(caller, "")) == 4


def test_one_request_cannot_use_a_role_as_one_of_both_types(caller: Caller, base: str) -> None:
    names = ("DefaultConversationRoleSid", "DefaultChatServiceRoleSid")

    assert caller.post(f"{base}/Configuration", dict.fromkeys(names, ROLE)).fault == (400, 50102)
    assert len(read_roles(caller, base)) == 4


def test_one_request_can_use_a_role_twice(caller: Caller, base: str) -> None:
    names = ("DefaultConversationRoleSid", "DefaultConversationCreatorRoleSid")
    reply = caller.post(f"{base}/Configuration", dict.fromkeys(names, ROLE))

    assert reply.body["default_conversation_role_sid"] == ROLE
    assert reply.body["default_conversation_creator_role_sid"] == ROLE
    assert len(reply.notes) == 1
    assert len(read_roles(caller, base)) == 5


def test_a_role_is_adopted_with_its_service(caller: Caller) -> None:
    reply = create_user(caller, f"/Services/{SERVICE}", ROLE)

    assert reply.body["role_sid"] == ROLE
    assert [note.split(" was ")[0] for note in reply.notes] == [
        f"The service {SERVICE}",
        f"The role {ROLE}",
    ]


def test_an_adopted_role_is_in_use(caller: Caller) -> None:
    create_user(caller, "", ROLE)

    assert caller.delete(f"/Roles/{ROLE}").fault == (409, 20409)
    changed = caller.post(f"/Roles/{ROLE}", {"Permission": "joinConversation"}).body
    assert changed["permissions"] == ["joinConversation"]


def seed(caller: Caller, path: str, shown: dict[str, object]) -> None:
    """Apply a recorded reply."""
    headers = Headers([("Authorization", caller.authorization)])
    request = request_to("GET", f"{ORIGIN}/v1{path}", headers)
    caller.api.seed(request, Response(200, body=json.dumps(shown).encode()))


@pytest.mark.parametrize(("status", "is_adopted"), [(204, False), (404, True)])
def test_a_role_that_was_deleted_in_a_recording_is_not_adopted(
    caller: Caller, status: int, is_adopted: bool
) -> None:
    headers = Headers([("Authorization", caller.authorization)])
    request = request_to("DELETE", f"{ORIGIN}/v1/Roles/{ROLE}", headers)
    caller.api.seed(request, Response(status))

    assert create_user(caller, "", ROLE).status == (201 if is_adopted else 400)


def test_a_recording_shows_what_an_adopted_role_is_called(caller: Caller) -> None:
    create_user(caller, "", ROLE)
    shown = caller.get(f"/Roles/{ROLE}").body | {"friendly_name": "printer"}
    seed(caller, f"/Roles/{ROLE}", shown)

    assert caller.get(f"/Roles/{ROLE}").body == shown
    assert len(read_roles(caller, "")) == 5


@pytest.mark.parametrize("shown_by", ["role", "user"])
def test_the_made_up_sid_of_a_recorded_role_is_not_adopted(caller: Caller, shown_by: str) -> None:
    default = caller.get("/Roles").body["roles"][1]
    if shown_by == "role":
        seed(caller, f"/Roles/{ROLE}", default | {"sid": ROLE})
    else:
        user = caller.create("/Users", {"Identity": "bob"}) | {"role_sid": ROLE}
        seed(caller, f"/Users/{user['sid']}", user)

    assert create_user(caller, "", default["sid"]).fault == (400, 50102)
    assert create_user(caller, "", ROLE).notes == ()
