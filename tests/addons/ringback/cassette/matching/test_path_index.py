from pathlib import Path
from urllib.parse import urlencode

import pytest

from ringback.cassette.matching.closest import THOROUGH
from ringback.cassette.matching.path_index import PathIndex
from ringback.cassette.matching.recording_index import IndexedRecording
from ringback.cassette.model import Recording
from ringback.http.messages import Headers, Request, Response, request_to
from tests.support.cassettes.exchanges import FORM

PATH = Path("some.yaml")
MESSAGES = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
ANY_ACCOUNT = MESSAGES.replace("AC1", "*")


def post(url: str = MESSAGES, **form: str) -> Request:
    headers = Headers([("Content-Type", FORM)] if form else [])
    return request_to("POST", url, headers, urlencode(form).encode())


def index_of(*requests: Request) -> PathIndex:
    return PathIndex(
        IndexedRecording(Recording(one, Response(200), PATH, at, at), one, at)
        for at, one in enumerate(requests, 1)
    )


def played(index: PathIndex, *requests: Request) -> list[int | None]:
    found = [index.play(one) for one in requests]
    return [one.indexed.recording.index if one else None for one in found]


def test_a_recording_of_the_same_path_is_played_again_and_again() -> None:
    assert played(index_of(post(To="+1")), *[post(To="+2")] * 3) == [1, 1, 1]


@pytest.mark.parametrize(
    "sent",
    [
        request_to("GET", MESSAGES),
        post(MESSAGES.replace("AC1", "AC2")),
        post(MESSAGES.replace("api.", "api.dublin.ie1.")),
        post(MESSAGES.replace("https", "http")),
        post(f"{MESSAGES}/x"),
    ],
    ids=["method", "path", "host", "scheme", "longer path"],
)
def test_another_method_host_or_path_is_not_played(sent: Request) -> None:
    assert played(index_of(post()), sent) == [None]


def test_equal_recordings_are_played_in_order_and_the_last_again() -> None:
    assert played(index_of(post(), post(), post()), *[post(To="+1")] * 4) == [1, 2, 3, 3]


def test_the_recording_with_the_most_of_the_sent_fields_is_played() -> None:
    index = index_of(post(), post(To="+1"), post(To="+1", Body="hi"), post(To="+2"))

    assert played(index, post(To="+1", Body="ho", From="+9")) == [2]
    assert played(index, post(To="+1", Body="hi", From="+9")) == [3]
    assert played(index, post(To="+2", From="+9")) == [4]


def test_a_recording_that_contradicts_the_request_comes_last() -> None:
    index = index_of(post(To="+15005550001"), post())

    assert played(index, post(To="+15005550002")) == [2]


def test_fields_that_were_recorded_otherwise_are_known() -> None:
    close = index_of(post(To="+1", Body="hi")).play(post(To="+2", From="+3"))

    assert close is not None
    assert {one.field for one in close.contradictions} == {"To", "Body"}
    assert {one.field for one in close.differences} == {"To", "Body", "From"}


@pytest.mark.parametrize(
    ("recorded", "sent", "is_played"),
    [
        (ANY_ACCOUNT, MESSAGES, True),
        (ANY_ACCOUNT, MESSAGES.replace("AC1", "AC1/x"), False),
        (ANY_ACCOUNT, MESSAGES.replace(".json", "xjson"), False),
        (
            "https://api.twilio.com/Messages/*.json",
            "https://api.twilio.com/Messages/SM1.json",
            True,
        ),
        ("https://api.twilio.com/Messages/*.json", "https://api.twilio.com/Messages/SM1", False),
        ("https://api.twilio.com/*", "https://verify.twilio.com/a", False),
    ],
)
def test_an_asterisk_is_any_text_without_a_slash(recorded: str, sent: str, is_played: bool) -> None:
    assert played(index_of(post(recorded)), post(sent)) == [1 if is_played else None]


def test_the_very_path_comes_before_an_asterisk() -> None:
    assert played(index_of(post(ANY_ACCOUNT), post()), post()) == [2]


def test_the_closest_of_very_many_is_played() -> None:
    index = index_of(*(post(To=f"+{at}") for at in range(THOROUGH + 9)))

    assert played(index, post(To=f"+{THOROUGH + 7}", Body="x")) == [THOROUGH + 8]


@pytest.mark.parametrize("recorded", ["+1555/x", "%2B1555/x", "*/x"])
@pytest.mark.parametrize("sent", ["+1555/x", "%2b1555/x"])
def test_a_path_may_be_encoded_otherwise(recorded: str, sent: str) -> None:
    numbers = "https://lookups.twilio.com/v2/PhoneNumbers/"
    assert played(index_of(post(numbers + recorded)), post(numbers + sent)) == [1]
