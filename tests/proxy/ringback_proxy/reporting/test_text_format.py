import io

import pytest

from ringback.http.messages import Request, Response, request_to
from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.reporting.console import VERBOSE, Console
from ringback_proxy.reporting.text_format import TextFormat, count_exchanges, exchange_line
from tests.support.messages.shown_deliveries import delivery, shown_delivery
from tests.support.messages.shown_exchanges import LINE, MISS, REQUEST, entry, shown

# --- the line of an exchange


def test_the_line_of_a_session_begins_with_its_name() -> None:
    stream = io.StringIO()
    Console(stream).exchange(entry(), session="worker-1")
    assert stream.getvalue().splitlines() == [f"worker-1: {LINE}"]


@pytest.mark.parametrize(
    ("body", "about"),
    [
        pytest.param({"sid": "CH1"}, ": CH1", id="a sid"),
        pytest.param({"sid": "CH1", "friendly_name": "Grüße"}, ': CH1 "Grüße"', id="a name"),
        pytest.param(
            {"sid": "CH1", "unique_name": "u", "friendly_name": "f"},
            ': CH1 "u"',
            id="the unique name first",
        ),
        pytest.param({"friendly_name": "f"}, ': "f"', id="a name alone"),
        pytest.param(
            {"code": 50353, "message": "in use", "status": 409}, ": 50353 in use", id="a fault"
        ),
        pytest.param({"status": 501}, "", id="nothing to tell"),
        pytest.param([1], "", id="no object"),
        pytest.param(b"no JSON", "", id="no JSON"),
        pytest.param(b"[" * 200_000, "", id="too deep"),
        pytest.param(b"\xff\xfe\xff", "", id="no text"),
    ],
)
def test_the_line_of_an_exchange_says_what_it_was_about(body: object, about: str) -> None:
    line, *_ = shown(entry(body=body))

    assert line == f"POST /v1/Conversations → 201 fake{about} (4 ms)"


def test_the_line_names_the_recording_that_was_played() -> None:
    played = JournalEntry(REQUEST, Response(201), Source.CASSETTE, 0.0, "create.yaml", 3)

    assert exchange_line(played) == ("POST /v1/Conversations → 201 cassette create.yaml #3 (0 ms)")


def test_a_miss_is_explained_by_its_message() -> None:
    assert shown(MISS) == [exchange_line(MISS), "  ringback: nothing fits."]


def test_a_miss_is_explained_by_its_report_where_there_is_one() -> None:
    miss = entry(Source.MISS, status=501, report="closest:\n  #1")

    assert shown(miss)[1:] == ["  closest:", "    #1"]


@pytest.mark.parametrize("body", [b"no JSON", b"[]", b'{"status": 500}'])
def test_an_error_without_a_message_is_shown_all_the_same(body: bytes) -> None:
    assert shown(entry(Source.ERROR, status=500, body=body))[1:] == ["  "]


def test_the_same_reason_is_given_once_until_it_changes() -> None:
    stream = io.StringIO()
    console = Console(stream)
    full, gone = (entry(Source.ERROR, body={"message": reason}) for reason in ("full", "gone"))

    for one in (full, full, gone, full):
        console.exchange(one)

    line = exchange_line(full)
    assert stream.getvalue().splitlines() == [
        line, "  full", line, exchange_line(gone), "  gone", line, "  full"
    ]  # fmt: skip


def test_a_long_body_is_cut() -> None:
    lines = shown(entry(body=b"x" * 4_001), VERBOSE)

    assert lines[1:] == ["  < " + "x" * 4_000, "  < ... 1 bytes more"]


def test_a_body_that_is_no_text_is_spelled_out() -> None:
    assert shown(entry(body=b"\xff\x00"), VERBOSE)[1] == r"  < \xff\x00"


def test_of_a_longer_one_only_the_size_is_shown() -> None:
    assert shown(entry(body=bytes(range(256)) * 2), VERBOSE)[1:] == ["  < 512 bytes"]


def test_what_came_over_the_wire_cannot_drive_the_terminal() -> None:
    request = request_to("GET", "https://conversations.twilio.com/v1")
    odd = Request("GET", "https", request.host, 443, "/\x1b[2J\r\u202e")

    assert shown(entry(request=odd))[0].startswith(r"GET /\x1b[2J\r\u202e → 201")


# --- the summary


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ({}, "ringback: no exchange was seen"),
        ({Source.FAKE: 1}, "ringback: 1 exchange: 1 fake"),
        ({Source.MISS: 1, Source.CASSETTE: 2}, "ringback: 3 exchanges: 2 cassette, 1 miss"),
    ],
)
def test_the_summary_counts_exchanges_by_source(sources: dict[Source, int], expected: str) -> None:
    assert count_exchanges(sources) == expected


# --- colors


RED, YELLOW, RESET = "\x1b[31m", "\x1b[33m", "\x1b[0m"


def test_without_colors_nothing_is_escaped() -> None:
    assert "\x1b" not in str(shown(MISS))


@pytest.mark.parametrize(
    ("to_show", "begin"),
    [
        pytest.param(MISS, RED, id="a miss"),
        pytest.param(entry(status=404), YELLOW, id="a fault"),
        pytest.param(entry(), "POST", id="an answer"),
    ],
)
def test_the_line_has_the_color_of_its_outcome(to_show: JournalEntry, begin: str) -> None:
    line, *_ = shown(to_show, log_format=TextFormat(colored=True))

    assert line.startswith(begin)
    assert line.endswith(RESET) is (begin != "POST")


def test_a_warning_is_colored_and_an_empty_line_is_not() -> None:
    lines = TextFormat(colored=True).message(["a", ""], "warning")

    assert list(lines) == [f"{YELLOW}a{RESET}", ""]


def test_colors_do_not_let_the_wire_drive_the_terminal() -> None:
    odd = Request("GET", "https", REQUEST.host, 443, "/\x1b[2J")

    line, *_ = shown(entry(request=odd, status=404), log_format=TextFormat(colored=True))

    assert line.startswith(YELLOW + r"GET /\x1b[2J")


# --- webhooks


def test_a_webhook_is_a_line_that_says_what_became_of_it() -> None:
    assert shown_delivery(delivery()) == [
        "webhook onMessageAdded → POST http://127.0.0.1:5000/hook, 200 (6 ms)"
    ]
    assert shown_delivery(delivery(500), session="w1") == [
        "w1: webhook onMessageAdded → POST http://127.0.0.1:5000/hook, failed: answered 500 (6 ms)"
    ]


def test_with_details_a_webhook_has_what_was_sent_and_answered() -> None:
    _, *details = shown_delivery(delivery(), VERBOSE)

    assert "  > Body=hi" in details
    assert details[-2:] == ["  < Content-Type: text/plain", "  < fine\\x1b[2J"]
