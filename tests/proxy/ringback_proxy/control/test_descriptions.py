import json
from pathlib import Path
from typing import Any

import pytest

from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Cassette, Library, Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Headers, Response, request_to
from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback.modes.replaying.replay import ReplayMode
from ringback_proxy.control.context import Addresses
from ringback_proxy.control.descriptions import (
    describe_exchange,
    describe_result,
    describe_session,
)
from ringback_proxy.sessions.result import SessionResult
from tests.support.cassettes.exchanges import ACCOUNT, FORM, TOKEN, create, created
from tests.support.proxy.flows import ScriptedMode
from tests.support.proxy.sessions import make_session

API = "https://conversations.twilio.com"


def describe(entry: JournalEntry, redactor: Redactor | None = None) -> Any:
    described = describe_exchange(3, entry, redactor or Redactor())
    return json.loads(json.dumps(described, allow_nan=False))


def test_an_exchange_is_redacted_as_in_a_cassette() -> None:
    entry = JournalEntry(
        create(Body=f"my {TOKEN}"), created(note=TOKEN), Source.MISS, 0.5,
        notes=(f"a note on {TOKEN}",), report=f"a report on {TOKEN}",
    )  # fmt: skip
    text = json.dumps(describe(entry))
    assert TOKEN not in text
    assert ACCOUNT not in text
    assert "REDACTED" in text


def test_an_exchange_has_its_place_and_is_parsed() -> None:
    headers = Headers([("Content-Type", FORM), ("X-A", "1"), ("x-a", "2")])
    url = f"{API}/v1/Conversations?Page=1&A=1&A=2"
    request = request_to("POST", url, headers, b"FriendlyName=Ada+L&T=1&T=2")
    reply = Response(201, Headers([("Content-Type", "application/json")]), b'{"sid": "CH1"}')
    entry = JournalEntry(request, reply, Source.CASSETTE, 0.25, "a.yaml", 2)
    found = describe(entry)
    assert (found["number"], found["source"], found["file"], found["index"]) == (
        3, "cassette", "a.yaml", 2,
    )  # fmt: skip
    assert found["request"] == {
        "method": "POST",
        "url": url,
        "path": "/v1/Conversations",
        "query": {"Page": "1", "A": ["1", "2"]},
        "headers": {"content-type": FORM, "x-a": "1, 2"},
        "form": {"FriendlyName": "Ada L", "T": ["1", "2"]},
        "body": "FriendlyName=Ada+L&T=1&T=2",
        "body_base64": None,
        "json": None,
    }
    assert found["response"]["json"] == {"sid": "CH1"}


@pytest.mark.parametrize(
    ("body", "text", "encoded", "parsed"),
    [
        pytest.param(b"", "", None, None, id="empty"),
        pytest.param(b"\xff\x00", None, "/wA=", None, id="no text"),
        pytest.param(b"NaN", "NaN", None, None, id="what JSON does not have"),
        pytest.param(b'{"a": NaN}', '{"a": NaN}', None, None, id="within"),
        pytest.param(b"[1]", "[1]", None, [1], id="JSON"),
    ],
)
def test_a_body_of_any_kind_is_shown(
    body: bytes, text: str | None, encoded: str | None, parsed: object
) -> None:
    request = request_to("GET", f"{API}/v1")
    shown = describe(JournalEntry(request, Response(200, body=body), Source.LIVE, 0.0))["response"]
    assert (shown["body"], shown["body_base64"], shown["json"]) == (text, encoded, parsed)


def test_headers_that_are_no_text_are_shown() -> None:
    headers = Headers([("X-A", "\udcff")])
    request = request_to("GET", f"{API}/v1", headers)
    assert describe(JournalEntry(request, Response(200), Source.LIVE, 0.0))["request"]["headers"]


def test_a_result_is_redacted() -> None:
    redactor = Redactor()
    redactor.remember(create())
    result = SessionResult((f"line {TOKEN}",), missed=(f"GET /v1?a={TOKEN}",))
    assert TOKEN not in json.dumps(describe_result("w1", result, redactor))


@pytest.mark.parametrize(
    ("offline", "never_played"),
    [pytest.param(True, None, id="nothing is played"), pytest.param(False, [], id="it records")],
)
def test_only_a_replay_has_unplayed_recordings(
    offline: bool, never_played: list[object] | None
) -> None:
    session = make_session(mode=ScriptedMode(offline=offline))
    found = describe_session("w1", session, "fake", Addresses("http://h:1"))
    assert found["never_played"] == never_played


def test_a_recording_that_was_never_played_has_its_request_and_its_place() -> None:
    recording = Recording(create(), created(), Path("cassettes/it.yaml"), 1, 3)
    library = Library((Cassette(Path("cassettes/it.yaml"), (recording,)),))
    session = make_session(mode=ReplayMode(library, Matching(), Redactor()))
    (unplayed,) = describe_session("w1", session, "replay", Addresses("h"))["never_played"]
    assert unplayed == {
        "cassette": "cassettes/it.yaml",
        "index": 1,
        "request": "POST /v1/Conversations",
        "place": "cassettes/it.yaml:3",
    }
