import json
from pathlib import Path

from ringback.http.messages import Headers, Request, Response
from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.control import raw_exchanges
from ringback_proxy.sessions.result import History, SessionResult, UnplayedRecording
from ringback_proxy.testing.ipc import decoding

ENTRY = JournalEntry(
    Request(
        "POST", "https", "conversations.twilio.com", 443, "/v1?a=\udcff",
        Headers([("A", "1"), ("a", "\udcff")]), b"\x00\xff",
    ),
    Response(201, Headers([("B", "2")]), b"\xff", "Created"),
    Source.CASSETTE, 0.25, "a.yaml", 3, ("a note",), "a report",
)  # fmt: skip


def test_an_exchange_crosses_as_it_was_sent() -> None:
    document = json.loads(json.dumps(raw_exchanges.describe_entry(ENTRY)))
    found = decoding.decode_entry(document)
    assert found == ENTRY
    assert found.request.headers.pairs == ENTRY.request.headers.pairs
    assert (found.request.body, found.response.body) == (b"\x00\xff", b"\xff")


def test_an_outcome_crosses_with_its_history() -> None:
    for history in (None, History((ENTRY,), ("a warning",))):
        result = SessionResult(
            ("a line",), (Path("a.yaml"),), (UnplayedRecording(Path("a.yaml"), 2),), ("GET /v1",),
            history,
        )  # fmt: skip
        document = json.loads(json.dumps(raw_exchanges.describe_result(result)))
        assert decoding.decode_result(document) == result


def test_a_recording_that_was_never_played_is_described() -> None:
    document = {"cassette": "/a/it.yaml", "index": 1, "request": "GET /v1", "place": "it.yaml:3"}
    assert decoding.describe_unplayed(document) == "it.yaml #1: GET /v1 (it.yaml:3)"
