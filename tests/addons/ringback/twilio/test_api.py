import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.http.messages import Headers, Request
from ringback.sids import is_sid
from ringback.twilio.api import NotFaked, Reply, TwilioApi
from ringback.twilio.values.sid_sources import RandomSids, SeededSids
from tests.support.twilio.caller import ACCOUNT, FORM, Caller, Clock
from tests.support.twilio.models import make_model

STORY = (
    ("POST", "/v1/Conversations", b"UniqueName=one&Timers.Closed=PT10M"),
    ("POST", "/v1/Conversations", b"UniqueName=one"),
    ("GET", "/v1/Conversations", b""),
    ("DELETE", "/v1/Conversations/one", b""),
)


def test_two_runs_with_one_seed_and_clock_are_equal_to_the_byte() -> None:
    runs = [
        [Caller(api).answer(method, path, body, FORM) for method, path, body in STORY]
        for api in (make_model(clock=Clock(), sids=SeededSids(1)) for _ in range(2))
    ]

    assert runs[0] == runs[1]


def test_each_account_has_its_own_state(api: TwilioApi) -> None:
    one, other = Caller(api), Caller(api, user="AC" + "b" * 32)
    one.create("/Conversations", {"UniqueName": "one"})

    assert other.get("/Conversations/one").fault == (404, 20404)
    assert other.post("/Conversations", {"UniqueName": "one"}).status == 201


def test_a_request_without_credentials_is_refused(api: TwilioApi) -> None:
    answer = api.answer(Request("GET", "https", "host", 443, "/v1/Conversations"))

    assert isinstance(answer, Reply)
    assert answer.response.status == 401
    assert b'"code": 20003' in answer.response.body


def test_credentials_can_be_required(clock: Clock) -> None:
    api = make_model(clock=clock, sids=SeededSids(1), account_sid=ACCOUNT, auth_token="secret")

    assert Caller(api, password="secret").post("/Conversations").status == 201
    assert Caller(api, password="wrong").post("/Conversations").fault == (401, 20003)
    key = Caller(api, user="SK" + "c" * 32)
    assert key.create("/Conversations")["account_sid"] == ACCOUNT


def test_an_unknown_user_has_an_account_of_its_own(api: TwilioApi) -> None:
    made = Caller(api, user="username").create("/Conversations")

    assert is_sid("AC", made["account_sid"])
    assert Caller(api, user="username").get(f"/Conversations/{made['sid']}").status == 200


@pytest.mark.parametrize(("user", "password"), [(ACCOUNT, ""), ("SK" + "c" * 32, ""), ("", "a")])
def test_unset_credentials_are_refused_with_a_note(
    api: TwilioApi, user: str, password: str
) -> None:
    reply = Caller(api, user=user, password=password).post("/Conversations")

    assert reply.fault == (401, 20003)
    assert [note for note in reply.notes if "probably not set" in note] == list(reply.notes) != []


def test_a_user_who_is_no_account_is_taken_with_a_note(api: TwilioApi) -> None:
    reply = Caller(api, user="ACabc").post("/Conversations")

    assert (reply.status, len(reply.notes)) == (201, 1)
    assert "not the SID" in reply.notes[0]
    assert Caller(api).post("/Conversations").notes == ()


def test_a_body_can_be_too_large(clock: Clock) -> None:
    caller = Caller(make_model(clock=clock, sids=SeededSids(1), max_body=10))

    assert caller.send("POST", "/v1/Conversations", b"x" * 11).fault == (413, 20413)
    assert caller.send("POST", "/v1/Conversations", b"x" * 10).status == 201


def test_a_preflight_needs_no_credentials(api: TwilioApi) -> None:
    answer = api.answer(Request("OPTIONS", "https", "host", 443, "/v1/Conversations"))

    assert isinstance(answer, Reply)
    assert (answer.response.status, answer.response.body) == (204, b"")
    assert answer.response.headers.get("Access-Control-Allow-Origin") == "*"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/v1/conversations", "/conversations"),
        ("/v1/Conversations/CH1", "/Conversations/CH1"),
        ("/v1/", "/"),
        ("/v1", "/"),
        ("/", "/"),
        ("/v3/Conversations", "/v3/Conversations"),
        ("/v1/Conversations/%C3%A9", "/Conversations/%C3%A9"),
        ("/v1/Conversations/a?b=c", "/Conversations/a"),
    ],
)
def test_an_unknown_path_is_answered_in_twilios_words(
    caller: Caller, path: str, shown: str
) -> None:
    reply = caller.send("GET", path)

    assert reply.fault == (404, 20404)
    assert reply.body["message"] == f"The requested resource {shown} was not found"


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        (
            "GET",
            "/v1/Conversations/CH1/Export",
            "GET /v1/Conversations/{ConversationSid}/Export is",
        ),
        ("GET", "/v2/Conversations", "GET /v2/Conversations belongs to version 2, "),
        ("POST", "/v2", "POST /v2 belongs to version 2, "),
    ],
)
def test_a_route_that_is_not_faked_is_explained(
    caller: Caller, method: str, path: str, expected: str
) -> None:
    answer = caller.answer(method, path)

    assert isinstance(answer, NotFaked)
    assert answer.message.startswith(expected)
    assert "`ringback record`" in answer.message


@pytest.mark.parametrize(
    ("method", "path", "summary"),
    [
        ("POST", "/v1/Conversations", 'CH[0-9a-f]{32} "printer on fire"'),
        ("GET", "/v1/Conversations", ""),
        ("GET", "/v1/Conversations/none", "20404 The requested resource .* was not found"),
        ("HEAD", "/v1/Conversations/none", ""),
        ("OPTIONS", "/v1/Conversations", ""),
    ],
)
def test_a_reply_carries_a_summary(caller: Caller, method: str, path: str, summary: str) -> None:
    answer = caller.answer(method, path, b"FriendlyName=printer on fire", FORM)

    assert isinstance(answer, Reply)
    assert re.fullmatch(summary, answer.summary)


def test_every_answer_has_a_request_id_of_its_own(caller: Caller) -> None:
    ids = [caller.get("/Conversations").headers.get("Twilio-Request-Id") for _ in range(2)]

    assert all(sid is not None and is_sid("RQ", sid) for sid in ids)
    assert ids[0] != ids[1]


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "", "é"]),
    path=st.text(max_size=30) | st.from_regex(r"/v1/(Conversations|Services)/[^?]{0,9}"),
    query=st.text(max_size=30) | st.from_regex(r"(PageSize|PageToken|State|StartDate)=.{0,9}"),
    body=st.binary(max_size=50),
)
def test_no_request_raises_or_answers_500(method: str, path: str, query: str, body: bytes) -> None:
    target = f"{path}?{query}".encode("utf-8", "replace").decode("ascii", "surrogateescape")
    headers = Headers([FORM, ("Authorization", f"Basic {'QUMxOnQ='}"), ("Origin", "\udcff")])
    api = make_model(clock=Clock(), sids=RandomSids())
    answer = api.answer(Request(method, "https", "host", 443, target, headers, body))

    if isinstance(answer, Reply):
        assert answer.response.status < 500
        answer.response.body.decode("utf-8")


def test_a_clock_that_steps_backwards_breaks_nothing(api: TwilioApi, clock: Clock) -> None:
    caller = Caller(api)
    first = caller.create("/Conversations", {"UniqueName": "first", "Timers.Inactive": "PT1M"})
    caller.create("/Conversations/first/Messages", {"Body": "before"})
    clock.advance(days=-2)

    caller.create("/Conversations", {"UniqueName": "second"})
    caller.create("/Conversations/first/Messages", {"Body": "after"})

    messages = caller.get("/Conversations/first/Messages").body["messages"]
    listed = caller.get("/Conversations").body["conversations"]
    assert [message["index"] for message in messages] == [0, 1]
    assert {one["unique_name"] for one in listed} == {"first", "second"}
    assert caller.get(f"/Conversations/{first['sid']}").body["state"] == "active"
    assert caller.delete("/Conversations/first").status == 204
