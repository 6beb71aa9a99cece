import pytest

from tests.support.twilio.caller import ACCOUNT, Caller
from tests.support.twilio.schemas import schema

ACCOUNTS = schema("account_webhooks")
SERVICES = schema("service_webhooks")
ORIGIN = "https://conversations.twilio.com/v1"
OF_ACCOUNT = "/Configuration/Webhooks"
SENT = [
    ("PreWebhookUrl", "https://example.com/pre"),
    ("PostWebhookUrl", "http://localhost:3000/post?a=b"),
    ("Method", "get"),
    ("Filters", "onMessageAdd"),
    ("Filters", "onUserUpdated"),
]
SHOWN = {
    "pre_webhook_url": "https://example.com/pre",
    "post_webhook_url": "http://localhost:3000/post?a=b",
    "method": "GET",
    "filters": ["onMessageAdd", "onUserUpdated"],
}


@pytest.fixture
def service(caller: Caller) -> str:
    sid = caller.create("/Services", {"FriendlyName": "one"})["sid"]
    assert isinstance(sid, str)
    return sid


@pytest.fixture
def of_service(service: str) -> str:
    return f"/Services/{service}/Configuration/Webhooks"


@pytest.fixture(params=["account", "service"])
def url(request: pytest.FixtureRequest, of_service: str) -> str:
    return OF_ACCOUNT if request.param == "account" else of_service


def test_an_account_begins_without_webhooks(caller: Caller) -> None:
    body = caller.get(OF_ACCOUNT).body

    ACCOUNTS.validate(body)
    assert list(body.items()) == [
        ("account_sid", ACCOUNT),
        ("pre_webhook_url", None),
        ("post_webhook_url", None),
        ("method", "POST"),
        ("filters", []),
        ("target", "webhook"),
        ("url", f"{ORIGIN}{OF_ACCOUNT}"),
    ]


def test_a_service_begins_without_webhooks(caller: Caller, service: str, of_service: str) -> None:
    body = caller.get(of_service).body

    SERVICES.validate(body)
    assert list(body.items()) == [
        ("account_sid", ACCOUNT),
        ("chat_service_sid", service),
        ("pre_webhook_url", None),
        ("post_webhook_url", None),
        ("filters", None),
        ("method", None),
        ("url", f"{ORIGIN}{of_service}"),
    ]


def test_webhooks_are_stored_and_shown(caller: Caller, url: str) -> None:
    body = caller.post(url, SENT).body

    (ACCOUNTS if url == OF_ACCOUNT else SERVICES).validate(body)
    assert body | SHOWN == body
    assert caller.get(url).body == body


def test_the_webhooks_of_an_account_can_go_to_flex(caller: Caller) -> None:
    assert caller.post(OF_ACCOUNT, {"Target": "flex"}).body["target"] == "flex"


def test_what_is_not_sent_stays(caller: Caller, url: str) -> None:
    before = caller.post(url, SENT).body
    after = caller.post(url, {"Method": "POST"}).body

    assert after == before | {"method": "POST"}


def test_an_empty_value_removes_a_webhook(caller: Caller, url: str) -> None:
    caller.post(url, SENT)
    body = caller.post(url, {"PreWebhookUrl": "", "PostWebhookUrl": "", "Filters": ""}).body

    assert (body["pre_webhook_url"], body["post_webhook_url"], body["filters"]) == (None, None, [])


def test_an_account_and_its_services_have_webhooks_of_their_own(
    caller: Caller, of_service: str
) -> None:
    default = caller.get("/Configuration").body["default_chat_service_sid"]
    of_default = f"/Services/{default}/Configuration/Webhooks"
    before = [caller.get(url).body for url in (OF_ACCOUNT, of_default)]
    caller.post(of_service, SENT)

    assert [caller.get(url).body for url in (OF_ACCOUNT, of_default)] == before
    configuration = caller.get("/Configuration").body
    caller.post(OF_ACCOUNT, SENT)
    assert caller.get("/Configuration").body == configuration


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"PreWebhookUrl": "example.com"}, 50054),
        ({"PostWebhookUrl": "ftp://example.com"}, 50054),
        ({"PostWebhookUrl": "https://" + "x" * 505}, 50372),
        ({"Method": "PUT"}, 50055),
        ({"Filters": "onMessageAddedd"}, 50365),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_wrong_webhook_is_refused(
    caller: Caller, url: str, parameters: dict[str, str], code: int
) -> None:
    before = caller.get(url).body

    assert caller.post(url, parameters).fault == (400, code)
    assert caller.get(url).body == before


def test_a_wrong_target_is_refused(caller: Caller) -> None:
    assert caller.post(OF_ACCOUNT, {"Target": "studio"}).fault == (400, 50364)


def test_who_names_no_events_learns_that_all_are_sent(caller: Caller, url: str) -> None:
    hook = {"PostWebhookUrl": "https://example.com"}

    assert caller.post(url, {"Method": "GET"}).notes == ()
    (note,) = caller.post(url, hook).notes
    assert "no Filters: the fake sends all events" in note
    assert caller.post(url, {**hook, "Filters": "onMessageAdded"}).notes == ()
    assert caller.get(url).notes == ()


def test_who_names_flex_learns_that_it_is_not_faked(caller: Caller) -> None:
    hook = {"PostWebhookUrl": "https://example.com", "Filters": "onMessageAdded"}

    reply = caller.post(OF_ACCOUNT, {**hook, "Target": "flex"})

    assert reply.notes == ("The webhooks are for Flex, which is not faked.",)


def test_webhooks_are_neither_created_nor_deleted(caller: Caller, url: str) -> None:
    assert caller.delete(url).fault == (405, 20004)


def test_the_webhooks_of_a_deleted_service_are_gone(
    caller: Caller, service: str, of_service: str
) -> None:
    caller.post(of_service, SENT)
    assert caller.delete(f"/Services/{service}").status == 204

    assert caller.get(of_service).fault == (404, 20404)
