import pytest

from tests.support.twilio.caller import ACCOUNT, Caller
from tests.support.twilio.schemas import schema

ADDRESS = schema("address_configuration")
URL = "/Configuration/Addresses"
NUMBER = "+37256123457"
FLOW = "FW" + "a" * 32
SMS = {"Type": "sms", "Address": NUMBER}


def test_an_address_is_configured(caller: Caller) -> None:
    body = caller.create(URL, SMS)

    ADDRESS.validate(body)
    assert list(body.items()) == [
        ("account_sid", ACCOUNT),
        ("sid", body["sid"]),
        ("address", NUMBER),
        ("type", "sms"),
        ("friendly_name", None),
        ("address_country", None),
        ("auto_creation", {"enabled": False, "type": "default"}),
        ("date_created", "2026-03-02T14:08:01Z"),
        ("date_updated", "2026-03-02T14:08:01Z"),
        ("url", f"https://conversations.twilio.com/v1{URL}/{body['sid']}"),
    ]
    assert caller.follow(body["url"]).body == body


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("sms", "+15550000001"),
        ("sms", "55512"),
        ("SMS", "+15550000002"),
        ("email", "example@example.com"),
        ("whAtsAPP", "urn:mbid:AQAAYyUbut6E4B3T9FLv5EbG"),
        ("whatsapp", "whatsapp:+15550000001"),
        ("messenger", "messenger:1234"),
        ("gbm", "urn:mbid:A"),
        ("rcs", "rcs:agent"),
        ("apple", "urn:mbid:B"),
        ("chat", "anything"),
    ],
)
def test_an_address_is_found_by_itself(caller: Caller, kind: str, address: str) -> None:
    made = caller.create(URL, {"Type": kind, "Address": address})

    ADDRESS.validate(made)
    assert made["type"] == kind.lower()
    assert caller.get(f"{URL}/{address}").body == made
    assert caller.get(f"{URL}/{address.replace('+', '%2B')}").body == made
    updated = caller.post(f"{URL}/{address}", {"FriendlyName": "One"}).body
    assert updated["friendly_name"] == "One"
    assert caller.delete(f"{URL}/{address}").status == 204
    assert caller.get(f"{URL}/{made['sid']}").fault == (404, 20404)


def test_an_address_is_configured_once(caller: Caller) -> None:
    made = caller.create(URL, SMS)
    caller.create(URL, {"Type": "whatsapp", "Address": f"whatsapp:{NUMBER}"})

    assert caller.post(URL, SMS).fault == (409, 20409)
    caller.delete(f"{URL}/{made['sid']}")
    assert caller.post(URL, SMS).status == 201


def test_an_address_does_not_change(caller: Caller) -> None:
    made = caller.create(URL, SMS)
    reply = caller.post(f"{URL}/{NUMBER}", {"Address": "+15550000001", "Type": "whatsapp"})

    assert reply.body == made
    assert len(reply.notes) == 2


def test_addresses_are_listed_by_type(caller: Caller) -> None:
    sms = [caller.create(URL, {"Type": "sms", "Address": f"+1555000000{n}"}) for n in range(3)]
    mail = caller.create(URL, {"Type": "email", "Address": "a@example.com"})
    page = caller.get(f"{URL}?Type=SMS&PageSize=2").body

    assert page["address_configurations"] == sms[:2]
    assert page["meta"]["key"] == "address_configurations"
    assert caller.follow(page["meta"]["next_page_url"]).body["address_configurations"] == sms[2:]
    assert caller.get(f"{URL}?Type=email").body["address_configurations"] == [mail]
    assert caller.get(f"{URL}?Type=").body["address_configurations"] == [*sms, mail]
    assert caller.get(f"{URL}?PageSize=51").body["meta"]["page_size"] == 50
    assert caller.get(f"{URL}?Type=fax").fault == (422, 20422)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"Type": None}, (400, 20001)),
        ({"Address": None}, (400, 20001)),
        ({"Type": "fax"}, (422, 20422)),
        ({"Address": ""}, (400, 50407)),
        ({"Address": "hello"}, (400, 50407)),
        ({"Address": "whatsapp:+15550000001"}, (400, 50407)),
        ({"Type": "email"}, (400, 50407)),
        ({"Type": "chat", "Address": "x" * 257}, (400, 50407)),
        ({"Type": "chat", "Address": "a b"}, (400, 50407)),
        ({"FriendlyName": "x" * 257}, (400, 50003)),
        ({"AddressCountry": "USA"}, (422, 20422)),
        ({"AddressCountry": "U"}, (422, 20422)),
        ({"AutoCreation.Enabled": "maybe"}, (422, 20422)),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_wrong_configuration_is_refused(
    caller: Caller, change: dict[str, str | None], fault: tuple[int, int]
) -> None:
    sent = {name: value for name, value in (SMS | change).items() if value is not None}

    assert caller.post(URL, sent).fault == fault
    assert caller.get(URL).body["address_configurations"] == []


def test_a_configured_number_is_twilios(caller: Caller) -> None:
    caller.create(URL, SMS)
    url = f"/Conversations/{caller.create('/Conversations')['sid']}/Participants"
    binding = {
        "MessagingBinding.Address": NUMBER,
        "MessagingBinding.ProxyAddress": "+15559999999",
    }

    assert caller.post(url, binding).fault == (400, 50407)
