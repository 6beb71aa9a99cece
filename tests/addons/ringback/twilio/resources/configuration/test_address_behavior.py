import pytest

from tests.support.twilio.caller import Caller
from tests.support.twilio.schemas import schema

ADDRESS = schema("address_configuration")
URL = "/Configuration/Addresses"
FLOW = "FW" + "a" * 32
SMS = [("Type", "sms"), ("Address", "+37256123457")]
WEBHOOK = [
    ("AutoCreation.Type", "webhook"),
    ("AutoCreation.WebhookUrl", "https://example.com"),
    ("AutoCreation.WebhookFilters", "onParticipantAdded"),
    ("AutoCreation.WebhookFilters", "onMessageAdded"),
]
STUDIO = [("AutoCreation.Type", "studio"), ("AutoCreation.StudioFlowSid", FLOW)]
SHOWN_WEBHOOK = {
    "enabled": False,
    "type": "webhook",
    "webhook_url": "https://example.com",
    "webhook_method": "POST",
    "webhook_filters": ["onParticipantAdded", "onMessageAdded"],
}


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (WEBHOOK, SHOWN_WEBHOOK),
        (
            [*WEBHOOK, ("AutoCreation.WebhookMethod", "get"), ("AutoCreation.Enabled", "true")],
            SHOWN_WEBHOOK | {"webhook_method": "GET", "enabled": True},
        ),
        (STUDIO, {"enabled": False, "type": "studio", "studio_flow_sid": FLOW}),
        (
            [*STUDIO, ("AutoCreation.StudioRetryCount", "3")],
            {
                "enabled": False,
                "type": "studio",
                "studio_flow_sid": FLOW,
                "studio_retry_count": 3,
            },
        ),
        ([("AutoCreation.Type", "Default")], {"enabled": False, "type": "default"}),
        ([("AutoCreation.Enabled", "True")], {"enabled": True, "type": "default"}),
    ],
    ids=["webhook", "get", "studio", "retries", "default", "enabled"],
)
def test_a_type_shows_its_own_part(
    caller: Caller, sent: list[tuple[str, str]], shown: dict[str, object]
) -> None:
    body = caller.create(URL, [*SMS, *sent])

    ADDRESS.validate(body)
    assert body["auto_creation"] == shown
    assert caller.get(f"{URL}/{body['sid']}").body == body


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ([("AutoCreation.Type", "email")], 50364),
        ([("AutoCreation.Type", "webhook")], 50369),
        (WEBHOOK[:2], 50370),
        ([*WEBHOOK, ("AutoCreation.WebhookMethod", "PUT")], 50055),
        ([("AutoCreation.WebhookUrl", "example.com")], 50054),
        ([("AutoCreation.WebhookFilters", "onMessageAdd")], 50365),
        ([("AutoCreation.Type", "studio")], 50367),
        ([("AutoCreation.StudioFlowSid", "x")], 50367),
        ([*STUDIO, ("AutoCreation.StudioRetryCount", "x")], 50065),
        ([("AutoCreation.ConversationServiceSid", "x")], 50050),
    ],
    ids=str,
)
def test_a_wrong_auto_creation_is_refused(
    caller: Caller, sent: list[tuple[str, str]], code: int
) -> None:
    assert caller.post(URL, [*SMS, *sent]).fault == (400, code)
    made = caller.create(URL, SMS)
    assert caller.post(f"{URL}/{made['sid']}", sent).fault == (400, code)
    assert caller.get(f"{URL}/{made['sid']}").body == made


def test_the_type_can_change(caller: Caller) -> None:
    url = f"{URL}/{caller.create(URL, [*SMS, *WEBHOOK])['sid']}"

    assert caller.post(url, STUDIO).body["auto_creation"] == {
        "enabled": False,
        "type": "studio",
        "studio_flow_sid": FLOW,
    }
    again = caller.post(url, {"AutoCreation.Type": "webhook"}).body
    assert again["auto_creation"] == SHOWN_WEBHOOK


def test_conversations_can_be_created_in_a_service(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "one"})["sid"]
    sent = {**dict(SMS), "AutoCreation.ConversationServiceSid": service}
    made = caller.create(URL, sent)
    url = f"{URL}/{made['sid']}"

    ADDRESS.validate(made)
    assert made["auto_creation"]["conversation_service_sid"] == service
    caller.delete(f"/Services/{service}")
    assert caller.get(url).body == made
    cleared = caller.post(url, {"AutoCreation.ConversationServiceSid": ""}).body
    assert "conversation_service_sid" not in cleared["auto_creation"]
    assert caller.post(url, {"AutoCreation.ConversationServiceSid": service}).fault == (400, 50050)


def test_an_unknown_service_is_adopted_or_refused(caller: Caller, refusing: Caller) -> None:
    sent = {**dict(SMS), "AutoCreation.ConversationServiceSid": "IS" + "a" * 32}

    assert refusing.post(URL, sent).fault == (400, 50050)
    assert caller.post(URL, sent).status == 201
    assert caller.get(f"/Services/IS{'a' * 32}").status == 200


def test_an_update_of_something_else_does_not_need_the_deleted_service(caller: Caller) -> None:
    service = caller.create("/Services", {"FriendlyName": "one"})["sid"]
    made = caller.create(URL, [*SMS, ("AutoCreation.ConversationServiceSid", service)])
    caller.delete(f"/Services/{service}")

    reply = caller.post(f"{URL}/{made['sid']}", {"FriendlyName": "One"})
    assert (reply.status, reply.body["friendly_name"]) == (200, "One")


def test_who_waits_for_a_flow_learns_that_none_is_started(caller: Caller) -> None:
    note = "The address is stored, but the fake starts no Studio flow."
    flow = {"AutoCreation.Type": "studio", "AutoCreation.StudioFlowSid": "FW" + "a" * 32}
    made = caller.post(URL, SMS)

    assert made.notes == ()
    url = f"{URL}/{made.body['sid']}"
    assert caller.post(url, flow).notes == (note,)
    assert caller.get(url).notes == ()
