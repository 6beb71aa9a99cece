import base64
import json
import string
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.http.messages import Headers, Request
from ringback.sids import is_sid
from ringback.twilio.api import Reply, TwilioApi, Validation
from ringback.twilio.values.sid_sources import RandomSids, SeededSids
from tests.support.twilio.caller import ACCOUNT, FORM, Caller, Clock
from tests.support.twilio.models import make_model
from tests.support.twilio.schemas import schema

CREATED = schema("conversation_201")
MESSAGING_SERVICE = "MG" + "0aF" * 10 + "00"

# The reference's own curl example, all placeholders.
PLACEHOLDERS = {
    "Attributes": "string",
    "DateCreated": "2023-05-04T09:42:00+00:00",
    "DateUpdated": "2023-05-04T09:42:00+00:00",
    "FriendlyName": "string",
    "MessagingServiceSid": "string",
    "State": "inactive",
    "Timers.Closed": "string",
    "Timers.Inactive": "string",
    "UniqueName": "string",
}


# What a create answers.


def test_a_create_without_parameters_is_a_conversation_with_defaults(caller: Caller) -> None:
    reply = caller.send("POST", "/v1/Conversations")
    body = reply.body
    url = f"https://conversations.twilio.com/v1/Conversations/{body['sid']}"

    assert reply.status == 201
    assert is_sid("CH", body["sid"])
    assert is_sid("IS", body["chat_service_sid"])
    assert is_sid("MG", body["messaging_service_sid"])
    rest = {key: value for key, value in body.items() if not key.endswith("sid")}
    assert rest == {
        "friendly_name": None,
        "unique_name": None,
        "attributes": "{}",
        "date_created": "2026-03-02T14:08:01Z",
        "date_updated": "2026-03-02T14:08:01Z",
        "state": "active",
        "timers": {},
        "bindings": None,
        "url": url,
        "links": {
            "participants": f"{url}/Participants",
            "messages": f"{url}/Messages",
            "webhooks": f"{url}/Webhooks",
            "export": f"{url}/Export",
        },
    }
    assert body["account_sid"] == ACCOUNT


def test_the_keys_are_in_twilios_order(caller: Caller) -> None:
    assert list(caller.create("/Conversations")) == [
        "sid",
        "account_sid",
        "chat_service_sid",
        "messaging_service_sid",
        "friendly_name",
        "unique_name",
        "attributes",
        "date_created",
        "date_updated",
        "state",
        "timers",
        "bindings",
        "url",
        "links",
    ]


def test_every_parameter_appears_in_the_reply(caller: Caller) -> None:
    body = caller.create(
        "/Conversations",
        {
            "Attributes": '{ "topic":  "feedback" }',
            "DateCreated": "2015-12-16T22:18:37Z",
            "DateUpdated": "2015-12-16T23:18:38.5+01:00",
            "FriendlyName": "Größe 🎈",
            "MessagingServiceSid": MESSAGING_SERVICE,
            "State": "inactive",
            "Timers.Closed": "PT10M",
            "Timers.Inactive": "PT1M",
            "UniqueName": "one/two",
            "Bindings.Email.Address": "a@example.com",
            "Bindings.Email.Name": "A",
        },
    )

    del body["url"], body["links"], body["sid"], body["account_sid"], body["chat_service_sid"]
    assert body == {
        "messaging_service_sid": MESSAGING_SERVICE,
        "friendly_name": "Größe 🎈",
        "unique_name": "one/two",
        "attributes": '{ "topic":  "feedback" }',
        "date_created": "2015-12-16T22:18:37Z",
        "date_updated": "2015-12-16T22:18:38Z",
        "state": "inactive",
        "timers": {
            "date_inactive": "2015-12-16T22:19:38Z",
            "date_closed": "2015-12-16T22:28:38Z",
        },
        "bindings": {"email": {"projected_address": "a@example.com", "name": "A"}},
    }


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        ({"FriendlyName": "x" * 256}, {"friendly_name": "x" * 256}),
        ({"FriendlyName": ""}, {"friendly_name": None}),
        ({"UniqueName": ""}, {"unique_name": None}),
        ({"UniqueName": "CH" + "A" * 32}, {"unique_name": "CH" + "A" * 32}),
        ({"Attributes": '"' + "x" * 16_382 + '"'}, {"attributes": '"' + "x" * 16_382 + '"'}),
        ({"Attributes": "[1, null]"}, {"attributes": "[1, null]"}),
        ({"DateCreated": "2015-12-16T22:18:37Z"}, {"date_updated": "2026-03-02T14:08:01Z"}),
        ({"Timers.Closed": "PT10M"}, {"timers": {"date_closed": "2026-03-02T14:18:01Z"}}),
        ({"Timers.Closed": "PT0S"}, {"timers": {}}),
        ({"Timers.Closed": "P9000Y"}, {"timers": {"date_closed": "9999-12-31T23:59:59Z"}}),
        ({"Bindings.Email.Name": "A"}, {"bindings": {"email": {"name": "A"}}}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_parameter_shows(
    caller: Caller, parameters: dict[str, str], shown: dict[str, object]
) -> None:
    body = caller.create("/Conversations", parameters)

    assert {key: body[key] for key in shown} == shown


# What a create refuses.


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("Attributes", "string", 50304),
        ("Attributes", "", 50304),
        ("Attributes", "[" * 5_000 + "]" * 5_000, 50304),
        ("Attributes", '"' + "x" * 16_383 + '"', 50303),
        ("DateCreated", "yesterday", 50308),
        ("DateCreated", "", 50308),
        ("DateUpdated", "2015-12-16", 50309),
        ("FriendlyName", "x" * 257, 50003),
        ("MessagingServiceSid", "MG" + "g" * 32, 50341),
        ("MessagingServiceSid", "", 50341),
        ("State", "", 50374),
        ("State", "open", 50378),
        ("State", "initializing", 50378),
        ("State", "closed", 50384),
        ("Timers.Closed", "ten minutes", 50380),
        ("Timers.Closed", "PT9M59S", 50376),
        ("Timers.Inactive", "", 50379),
        ("Timers.Inactive", "PT59.9S", 50375),
        ("UniqueName", "CH" + "a" * 32, 50390),
        ("UniqueName", "x" * 257, 50004),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_wrong_value_is_refused(caller: Caller, name: str, value: str, code: int) -> None:
    assert caller.post("/Conversations", {name: value}).fault == (400, code)


def test_a_refused_create_makes_nothing(caller: Caller) -> None:
    caller.post("/Conversations", {"UniqueName": "one", "State": "open"})

    assert caller.get("/Conversations/one").status == 404
    assert caller.get("/Conversations").body["conversations"] == []


def test_the_first_wrong_parameter_in_the_references_order_is_reported(caller: Caller) -> None:
    assert caller.post("/Conversations", PLACEHOLDERS).fault == (400, 50304)
    rest = {name: value for name, value in PLACEHOLDERS.items() if name != "Attributes"}
    assert caller.post("/Conversations", rest).fault == (400, 50341)


def test_a_unique_name_can_be_used_once(caller: Caller) -> None:
    caller.create("/Conversations", {"UniqueName": "one"})
    reply = caller.post("/Conversations", {"UniqueName": "one"})

    assert reply.fault == (409, 50353)
    assert reply.body["message"] == "Conversation with provided unique name already exists"


def test_unique_names_are_compared_exactly(caller: Caller) -> None:
    caller.create("/Conversations", {"UniqueName": "one"})

    assert caller.post("/Conversations", {"UniqueName": "One"}).status == 201


# With warnings instead of faults.


@pytest.fixture
def lenient(clock: Clock) -> Caller:
    return Caller(make_model(clock=clock, sids=SeededSids(1), validation=Validation.WARN))


def test_the_references_own_example_passes_with_warnings(lenient: Caller) -> None:
    reply = lenient.post("/Conversations", PLACEHOLDERS)

    assert reply.status == 201
    CREATED.validate(reply.body)
    assert reply.body["attributes"] == "{}"
    assert reply.body["friendly_name"] == "string"
    assert reply.body["date_created"] == "2023-05-04T09:42:00Z"
    assert reply.body["state"] == "inactive"
    assert [note.split(":")[0] for note in reply.notes] == [
        "Twilio would have refused Attributes",
        "Twilio would have refused MessagingServiceSid",
        "Twilio would have refused Timers.Closed",
        "Twilio would have refused Timers.Inactive",
    ]


def test_a_duplicate_unique_name_is_refused_even_with_warnings(lenient: Caller) -> None:
    lenient.create("/Conversations", {"UniqueName": "one"})

    assert lenient.post("/Conversations", {"UniqueName": "one"}).fault == (409, 50353)


# Whatever is sent.

TEXTS = st.text(max_size=300)
DATES = st.datetimes().map(lambda moment: moment.isoformat())
JSONS = st.recursive(st.none() | st.integers() | st.text(max_size=5), st.lists, max_leaves=5)
VALID = st.fixed_dictionaries(
    {},
    optional={
        "Attributes": JSONS.map(json.dumps),
        "DateCreated": DATES,
        "DateUpdated": DATES,
        "FriendlyName": st.text(max_size=256),
        "MessagingServiceSid": st.text("0123456789abcdefABCDEF", min_size=32, max_size=32).map(
            lambda digits: f"MG{digits}"
        ),
        "State": st.sampled_from(["active", "inactive"]),
        "Timers.Closed": st.integers(10, 10**6).map(lambda minutes: f"PT{minutes}M"),
        "Timers.Inactive": st.integers(1, 10**6).map(lambda minutes: f"PT{minutes}M"),
        "UniqueName": st.text(max_size=256),
        "Bindings.Email.Address": TEXTS,
        "Bindings.Email.Name": TEXTS,
    },
)


def strict_api() -> TwilioApi:
    return make_model(clock=lambda: datetime(2026, 3, 2, tzinfo=UTC), sids=RandomSids())


@given(VALID)
def test_every_valid_request_creates_what_the_reference_describes(
    parameters: dict[str, str],
) -> None:
    reply = Caller(strict_api()).post("/Conversations", parameters)

    assert reply.status == 201, reply.body
    CREATED.validate(reply.body)
    assert reply.body["attributes"] == parameters.get("Attributes", "{}")
    assert reply.body["friendly_name"] == (parameters.get("FriendlyName") or None)


NAMES = st.sampled_from([*PLACEHOLDERS, "Bindings.Email.Name", "friendlyName", "", "\0"])
NOT_HTTP = st.one_of(
    st.binary(max_size=200),
    st.lists(
        st.tuples(NAMES, TEXTS | st.sampled_from(["{}", "PT1M", "closed", "NaN", "1e999"]))
    ).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs).encode()),
    st.text(string.printable, max_size=200).map(str.encode),
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["Content-Type", "Origin", "X-Twilio-Webhook-Enabled", "Authorization"]),
        st.text(max_size=40) | st.just("application/x-www-form-urlencoded"),
    ),
    max_size=4,
)
KNOWN_STATUSES = {201, 400, 401, 409}


@given(body=NOT_HTTP, headers=HEADERS, query=st.text(string.printable, max_size=40))
def test_any_create_gets_a_201_or_a_fault(
    body: bytes, headers: list[tuple[str, str]], query: str
) -> None:
    basic = base64.b64encode(f"{ACCOUNT}:t".encode()).decode()
    everything = Headers([FORM, *headers, ("Authorization", f"Basic {basic}")])
    target = f"/v1/Conversations?{query}"
    answer = strict_api().answer(
        Request("POST", "https", "conversations.twilio.com", 443, target, everything, body)
    )

    assert isinstance(answer, Reply)
    assert answer.response.status in KNOWN_STATUSES
    reply = json.loads(answer.response.body)
    if answer.response.status == 201:
        CREATED.validate(reply)
    else:
        assert list(reply) == ["code", "message", "more_info", "status"]
        assert reply["status"] == answer.response.status


@pytest.mark.parametrize(
    "body",
    [
        b"&".join(b"p%d=1" % number for number in range(10_000)),
        b"Attributes=" + b"[" * 16_000,
        b"Attributes=" + b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
        b"Attributes=" + b"9" * 16_000,
        b"Attributes=%22%5Cud800%22&FriendlyName=%ED%A0%80",
        b"Timers.Closed=P" + b"9" * 100_000 + b"Y",
        b"DateUpdated=9999-12-31T23:59:59Z&Timers.Inactive=P1Y",
        b"DateUpdated=0001-01-01T00:00:00Z&Timers.Inactive=P1Y",
        b"FriendlyName=%00%00",
        b"&&&===&%&%%%=",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_hostile_creates_are_answered(body: bytes) -> None:
    reply = Caller(strict_api()).send("POST", "/v1/Conversations", body, FORM)

    assert reply.status in KNOWN_STATUSES
