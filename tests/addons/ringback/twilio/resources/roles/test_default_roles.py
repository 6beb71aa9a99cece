import pytest

from ringback.twilio.resources.roles.default_roles import DEFAULT_ROLES, DefaultRole
from ringback.twilio.resources.roles.permissions import PERMISSIONS
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import Caller, Clock
from tests.support.twilio.models import make_model

SERVICE = "IS" + "a" * 32


@pytest.mark.parametrize("role", DEFAULT_ROLES, ids=lambda role: role.friendly_name)
def test_a_default_role_grants_what_its_type_can(role: DefaultRole) -> None:
    assert set(role.permissions) <= set(PERMISSIONS[role.type])


@pytest.mark.parametrize("service", ["", f"/Services/{SERVICE}"], ids=["default", "adopted"])
def test_a_service_has_four_roles_from_the_start(caller: Caller, service: str) -> None:
    roles = caller.get(f"{service}/Roles").body["roles"]

    assert [(role["type"], role["friendly_name"]) for role in roles] == [
        ("service", "service admin"),
        ("service", "service user"),
        ("conversation", "channel admin"),
        ("conversation", "channel user"),
    ]
    assert len({role["sid"] for role in roles}) == 4


def test_the_roles_are_as_old_as_the_service(caller: Caller, clock: Clock) -> None:
    made = caller.create("/Services", {"FriendlyName": "one"})
    clock.advance(days=1)
    role = caller.get(f"/Services/{made['sid']}/Roles").body["roles"][0]

    assert (role["date_created"], role["chat_service_sid"]) == (made["date_created"], made["sid"])


def test_the_roles_have_the_same_sids_in_every_run(caller: Caller, clock: Clock) -> None:
    again = Caller(make_model(clock=clock, sids=SeededSids(1)))
    again.create(f"/Conversations/{again.create('/Conversations')['sid']}/Participants", ANN)

    assert caller.get("/Roles").body["roles"] == again.get("/Roles").body["roles"]


ANN = {"Identity": "ann"}
