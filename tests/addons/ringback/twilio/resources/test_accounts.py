from ringback.twilio.api import TwilioApi
from ringback.twilio.values.sid_sources import RandomSids
from tests.support.caller import ACCOUNT, Caller, Clock


def defaults(account: str) -> tuple[str, str]:
    body = Caller(TwilioApi(clock=Clock(), sids=RandomSids()), account).made("/Conversations")
    return body["chat_service_sid"], body["messaging_service_sid"]


def test_the_default_services_are_the_accounts_own_in_every_run() -> None:
    other = "AC" + "b" * 32

    assert defaults(ACCOUNT) == defaults(ACCOUNT)
    assert not set(defaults(ACCOUNT)) & set(defaults(other))


def test_the_default_service_exists_from_the_start(caller: Caller) -> None:
    services = caller.get("/Services").body["services"]

    assert [service["friendly_name"] for service in services] == ["Default Conversations Service"]
    assert caller.made("/Conversations")["chat_service_sid"] == services[0]["sid"]
