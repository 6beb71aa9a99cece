from pathlib import Path

import pytest

from ringback.cassette.matching.hints import COMMAND_LINE
from ringback.cassette.model import Cassette, Library, Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.redaction.value_placeholders import NumberedPlaceholders
from ringback.http.messages import Headers, Request, Response, request_to
from ringback.modes.faking.other_hosts import OtherHosts
from ringback.modes.outcomes import Answer
from tests.support.cassettes.exchanges import ACCOUNT, FORM, KEY, basic, create, created, reply

PATH = Path("twilio.yaml")
OTHER = "AC" + "0f" * 16


def messages(account: str = ACCOUNT, user: str | None = ACCOUNT, body: bytes = b"") -> Request:
    headers = [] if user is None else [("Authorization", basic(user))]
    url = f"https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json"
    return request_to("POST", url, Headers([*headers, ("Content-Type", FORM)]), body)


def others(*exchanges: tuple[Request, Response]) -> OtherHosts:
    recordings = tuple(
        Recording(sent, got, PATH, at, at) for at, (sent, got) in enumerate(exchanges, 1)
    )
    redactor = Redactor(placeholders=NumberedPlaceholders.of_sent_values())
    return OtherHosts(Library((Cassette(PATH, recordings),)), redactor, COMMAND_LINE)


def answer(hosts: OtherHosts, request: Request) -> Answer:
    found, _ = hosts.answer(request)
    assert found is not None
    return found


def test_the_equal_recording_comes_before_those_of_the_same_path() -> None:
    hosts = others(*((messages(body=b"To=%d" % at), reply(201, {"a": at})) for at in range(3)))

    assert [answer(hosts, messages(body=b"To=1")).index for _ in range(2)] == [2, 2]
    assert answer(hosts, messages(body=b"To=1")).notes == ()


def test_what_was_recorded_otherwise_is_noted() -> None:
    found = answer(others((messages(body=b"To=1&A=2"), reply(201, {}))), messages(body=b"To=2"))

    (note,) = found.notes
    assert note == (
        "No recording equals this request; twilio.yaml #1 has the same method and path, and other "
        "values of A, To."
    )


def test_a_reply_that_was_written_for_any_request_needs_no_note() -> None:
    hosts = others((messages("*", None), reply(201, {"account_sid": OTHER})))
    found = answer(hosts, messages(body=b"To=2"))

    assert found.notes == ()
    assert ACCOUNT.encode() in found.response.body


@pytest.mark.parametrize("user", [ACCOUNT, KEY], ids=["token", "API key"])
def test_the_account_in_a_path_without_credentials_is_the_callers(user: str) -> None:
    by_hand = (messages(OTHER, None), reply(201, {"account_sid": OTHER}))

    found = answer(others(by_hand), messages(user=user, body=b"To=1"))

    assert ACCOUNT.encode() in found.response.body


def test_each_session_plays_from_the_first_recording_on() -> None:
    first = others((messages(), reply(200, {"a": 1})), (messages(), reply(200, {"a": 2})))
    forks = [first.fork(Redactor()) for _ in range(2)]

    assert [[answer(one, messages()).index for _ in range(3)] for one in forks] == [[1, 2, 2]] * 2
    assert forks[0].count() == "2 of 2 recordings of other hosts played"


def test_what_the_fake_answers_itself_is_named_and_not_counted() -> None:
    hosts = others((create(), created()), (create(A="1"), created()), (messages(), reply(200, {})))

    (warning,) = hosts.warnings
    assert warning == (
        "twilio.yaml #1 and 1 more are not played: the fake answers conversations.twilio.com "
        "itself; `ringback replay --on-miss fake` plays and fakes it"
    )
    assert hosts.count() == "0 of 1 recordings of other hosts played"


def test_what_no_recording_answers_is_returned_as_redacted() -> None:
    found, redacted = others((create(), created())).answer(messages())

    assert found is None
    assert ACCOUNT not in redacted.url


def test_stand_ins_stand_for_other_values_in_cassettes_that_have_them_only() -> None:
    sent = messages(body=b"Body=text-1")
    plain, redacted = (
        Cassette(path, (Recording(sent, reply(201, {"body": path.stem}), path, 1, 1),), names)
        for path, names in ((Path("plain.yaml"), ()), (Path("text-1.yaml"), ("personal-data",)))
    )
    redactor = Redactor.of_sent_requests(("personal-data",))
    hosts = OtherHosts(Library((plain, redacted)), redactor, COMMAND_LINE)

    found = answer(hosts, messages(body=b"Body=hello"))

    assert (found.file, found.response.body) == ("text-1.yaml", b'{"body": "hello"}')
