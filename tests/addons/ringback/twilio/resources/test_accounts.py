import pytest

from ringback.twilio.api import TwilioApi
from ringback.twilio.values.sid_sources import RandomSids
from tests.support.twilio.caller import ACCOUNT, FORM, Caller, Clock
from tests.support.twilio.models import make_model


def defaults(account: str) -> tuple[str, str]:
    body = Caller(make_model(clock=Clock(), sids=RandomSids()), account).create("/Conversations")
    return body["chat_service_sid"], body["messaging_service_sid"]


def test_the_default_services_are_the_accounts_own_in_every_run() -> None:
    other = "AC" + "b" * 32

    assert defaults(ACCOUNT) == defaults(ACCOUNT)
    assert not set(defaults(ACCOUNT)) & set(defaults(other))


def test_the_default_service_exists_from_the_start(caller: Caller) -> None:
    services = caller.get("/Services").body["services"]

    assert [service["friendly_name"] for service in services] == ["Default Conversations Service"]
    assert caller.create("/Conversations")["chat_service_sid"] == services[0]["sid"]


SERVICE = "IS" + "a" * 32


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/Conversations"),
        ("POST", "/Conversations"),
        ("GET", "/ParticipantConversations?Identity=ann"),
        ("POST", "/ConversationWithParticipants"),
        ("DELETE", ""),
    ],
)
def test_an_unknown_service_is_adopted_on_first_use(caller: Caller, method: str, path: str) -> None:
    reply = caller.send(method, f"/v1/Services/{SERVICE}{path}", b"", FORM)

    assert reply.status in (200, 201, 204)
    assert reply.notes == (
        (
            f"The service {SERVICE} was not created here and is adopted; "
            "with --unknown-services refuse it is Twilio's 404."
        ),
    )


def test_an_adopted_service_is_one_like_the_default_one(caller: Caller) -> None:
    made = caller.create(f"/Services/{SERVICE}/Conversations", {"UniqueName": "printer"})
    again = caller.get(f"/Services/{SERVICE}/Conversations/printer")
    default, adopted = caller.get("/Services").body["services"]

    assert (again.body, again.notes) == (made, ())
    assert made["chat_service_sid"] == SERVICE
    assert adopted["sid"] == SERVICE
    assert adopted["friendly_name"] == default["friendly_name"]
    assert caller.get("/Conversations/printer").status == 404


def test_each_account_adopts_a_service_for_itself(api: TwilioApi) -> None:
    one, two = Caller(api), Caller(api, "AC" + "b" * 32)

    assert len(one.get(f"/Services/{SERVICE}").notes) == 1
    assert len(two.get(f"/Services/{SERVICE}").notes) == 1


def test_a_service_that_was_deleted_is_not_adopted(caller: Caller) -> None:
    made = caller.create("/Services", {"FriendlyName": "one"})["sid"]
    for service in (made, SERVICE):
        assert caller.delete(f"/Services/{service}").status == 204
        assert caller.get(f"/Services/{service}").fault == (404, 20404)
        assert caller.post(f"/Services/{service}/Conversations").fault == (404, 20404)


@pytest.mark.parametrize("name", ["IS1", "ISxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "MG" + "a" * 32])
def test_what_is_not_the_sid_of_a_service_is_not_adopted(caller: Caller, name: str) -> None:
    reply = caller.get(f"/Services/{name}/Conversations")

    assert reply.fault == (404, 20404)
    assert reply.notes == (
        f"{name!r} is not the SID of a service, which is IS and 32 hexadecimal digits.",
    )


def test_unknown_services_can_be_refused(refusing: Caller) -> None:
    reply = refusing.get(f"/Services/{SERVICE}/Conversations")

    assert reply.fault == (404, 20404)
    assert reply.notes == (f"The service {SERVICE} is unknown, and unknown services are refused.",)


def test_a_method_that_is_not_allowed_adopts_nothing(caller: Caller) -> None:
    assert caller.send("PUT", f"/v1/Services/{SERVICE}/Conversations").status == 405
    assert len(caller.get("/Services").body["services"]) == 1
