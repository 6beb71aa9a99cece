from pathlib import Path

import pytest

from ringback.cassette.matching.hints import Hints
from ringback.cassette.matching.miss_report import MissReport, explain
from ringback.cassette.matching.recording_index import RecordingIndex
from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request
from ringback.settings.shared import CassetteSettings
from tests.support.cassettes.exchanges import JSON, create, created, request

PATH = Path("cassettes/my calls.yaml")
TO_RECORD = "ringback record -c 'cassettes/my calls.yaml'"


def index_of(
    *requests: Request, match_on: tuple[str, ...] = CassetteSettings.match_on
) -> RecordingIndex:
    recordings = [
        Recording(one, created(), PATH, at, at * 10) for at, one in enumerate(requests, 1)
    ]
    return RecordingIndex(recordings, Matching(match_on), Redactor())


def explained(asked: Request, index: RecordingIndex, option: str = "") -> MissReport:
    return explain(index.look_up(Redactor().redact_request(asked)), index, PATH, Hints(option))


def test_an_empty_cassette_is_reported() -> None:
    message, report = explained(create(), index_of())

    assert message == (
        "no recording answers POST /v1/Conversations: the cassette is empty. "
        f"Record it: {TO_RECORD}"
    )
    assert report == (
        "no recording answers POST /v1/Conversations: the cassette is empty.\n"
        f"  to record it: {TO_RECORD}"
    )


def test_a_differing_value_is_reported() -> None:
    index = index_of(create(FriendlyName="Sales"), create(FriendlyName="Support", State="active"))

    message, report = explained(create(FriendlyName="Suport", State="active"), index)

    assert message == (
        "no recording answers POST /v1/Conversations. The closest is my calls.yaml #2: "
        'FriendlyName is recorded as "Support", sent as "Suport". '
        f"Record it: {TO_RECORD}"
    )
    assert report == (
        "no recording answers POST /v1/Conversations.\n"
        "  closest:          cassettes/my calls.yaml:20 (my calls.yaml #2, not played yet)\n"
        "  differs in:       body\n"
        "    field         recorded   sent\n"
        '    FriendlyName  "Support"  "Suport"\n'
        f"  to record it:     {TO_RECORD}\n"
        "  to match without: --ignore-field FriendlyName"
    )


def test_fields_missing_on_either_side_are_reported() -> None:
    index = index_of(create(FriendlyName="Ada", State="active"))
    index.play(index.look_up(Redactor().redact_request(create(FriendlyName="Ada", State="active"))))

    message, report = explained(request(body=b"FriendlyName=Ada&Timers.Closed=P1D"), index)

    assert message == (
        "no recording answers POST /v1/Conversations. The closest is my calls.yaml #1: "
        'State is recorded as "active", not sent; Timers.Closed is not recorded, sent as "P1D". '
        f"Record it: {TO_RECORD}"
    )
    assert report == (
        "no recording answers POST /v1/Conversations.\n"
        "  closest:          cassettes/my calls.yaml:10 (my calls.yaml #1, played already)\n"
        "  differs in:       body\n"
        "    field          recorded  sent\n"
        '    State          "active"  (absent)\n'
        '    Timers.Closed  (absent)  "P1D"\n'
        f"  to record it:     {TO_RECORD}\n"
        "  to match without: --ignore-field State --ignore-field Timers.Closed"
    )


def test_another_endpoint_is_reported() -> None:
    index = index_of(create(FriendlyName="Ada"))

    message, report = explained(request("GET", "/v1/Conversations/CH1?Page=1"), index)

    assert message == (
        "no recording answers GET /v1/Conversations/CH1?Page=1. The closest is my calls.yaml #1: "
        'method is recorded as "POST", sent as "GET"; '
        'path is recorded as "/v1/Conversations", sent as "/v1/Conversations/CH1"; '
        f'Page is not recorded, sent as "1"; and 1 more. Record it: {TO_RECORD}'
    )
    assert report == (
        "no recording answers GET /v1/Conversations/CH1?Page=1.\n"
        "  closest:      cassettes/my calls.yaml:10 (my calls.yaml #1, not played yet)\n"
        "  differs in:   method, path, query, body\n"
        "    field         recorded             sent\n"
        '    method        "POST"               "GET"\n'
        '    path          "/v1/Conversations"  "/v1/Conversations/CH1"\n'
        '    Page          (absent)             "1"\n'
        '    FriendlyName  "Ada"                (absent)\n'
        f"  to record it: {TO_RECORD}"
    )


def test_a_difference_within_a_document_has_its_path() -> None:
    index = index_of(request(body=b'{"a": {"b": [1, true]}}', content_type=JSON))

    message, report = explained(request(body=b'{"a":{"b":[1,1]}}', content_type=JSON), index)

    assert "my calls.yaml #1: a.b[1] is recorded as true, sent as 1. Record it" in message
    assert "  to match without: --ignore-field b" in report


def test_a_different_host_can_be_left_out_of_the_match() -> None:
    elsewhere = request("GET").url.replace("conversations.", "conversations.dublin.ie1.")
    asked = Request("GET", "https", elsewhere.split("/")[2], 443, "/v1/Conversations")

    _, report = explained(asked, index_of(request("GET", caller=None, content_type=None)))

    assert report.endswith("  to match without: --match-on method,scheme,port,path,query,body")


def test_a_played_recording_is_reported() -> None:
    index = index_of(create(A="1"))

    message, report = explained(create(A="1"), index)

    assert message == (
        "POST /v1/Conversations was recorded once, as my calls.yaml #1, and has been played "
        "already. Play it again with --allow-playback-repeats, or record one more: "
        f"{TO_RECORD}"
    )
    assert report == (
        "POST /v1/Conversations was recorded once, as my calls.yaml #1, and has been played "
        "already.\n"
        "  recorded at:        cassettes/my calls.yaml:10\n"
        "  to play it again:   --allow-playback-repeats\n"
        f"  to record one more: {TO_RECORD}"
    )


def test_several_played_recordings_are_reported() -> None:
    message, report = explained(create(), index_of(*[create()] * 2))

    assert "was recorded 2 times, as my calls.yaml #1 and my calls.yaml #2, and have all" in message
    assert report.count("recorded at:") == 2


def test_many_played_recordings_are_counted() -> None:
    message, _ = explained(create(), index_of(*[create()] * 9))

    assert (
        "was recorded 9 times, as my calls.yaml #1, my calls.yaml #2, my calls.yaml #3 and 6 more, "
        "and have all been played already."
    ) in message


@pytest.mark.parametrize("asked", [create(), create(A="2")], ids=["empty", "differing"])
def test_an_option_for_record_is_in_the_command(asked: Request) -> None:
    index = index_of(create(A="1")) if asked.body else index_of()

    message, report = explained(asked, index, "--record-mode new_episodes")

    command = TO_RECORD.replace("record -c", "record --record-mode new_episodes -c")
    assert message.endswith(command)
    assert command in report


def test_long_values_are_shown_where_they_differ() -> None:
    index = index_of(create(Attributes="x" * 5_000 + "old"))

    message, report = explained(create(Attributes="x" * 5_000 + "new"), index)

    assert f'as "…{"x" * 20}old", sent as "…{"x" * 20}new"'.replace('"…', "…") in message
    assert max(map(len, report.splitlines())) < 130


def test_long_values_are_cut_at_both_ends() -> None:
    index = index_of(create(Attributes="a" + "x" * 200))

    message, _ = explained(create(Attributes="b" + "x" * 200), index)

    assert f'"a{"x" * 57}…, sent as "b{"x" * 57}…' in message


def test_unprintable_characters_are_escaped() -> None:
    asked = request(body=b"a%0Ab=%1B%5B31m%FF", caller=None)

    message, report = explained(asked, index_of(create()))

    assert '"a\\nb" is not recorded, sent as "\\u001b[31m\\\\udcff"' in message
    assert report.isprintable() is False  # only for its line feeds
    assert all(line.isprintable() for line in report.splitlines())


def test_a_message_stays_short_whatever_was_sent() -> None:
    asked = request(
        "GET", "/" + "a" * 5_000 + "?" + "&".join(f"{'n' * 500}{n}=v" for n in range(50))
    )

    message, _ = explained(asked, index_of(create(FriendlyName="y" * 5_000)))

    assert len(message) < 1_000
