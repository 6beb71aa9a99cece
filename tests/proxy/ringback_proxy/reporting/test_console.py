import io
import json
import random
import threading
from dataclasses import replace
from typing import Any

import pytest

from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Headers, request_to
from ringback.modes.outcomes import Source
from ringback_proxy.reporting.console import NORMAL, QUIET, VERBOSE, Console
from ringback_proxy.reporting.json_format import JsonFormat
from ringback_proxy.reporting.types import RunSummary
from tests.support.cassettes.exchanges import TOKEN, create
from tests.support.messages.shown_deliveries import delivery, shown_delivery
from tests.support.messages.shown_exchanges import LINE, REQUEST, entry, shown

# --- what is shown when


def test_a_session_redacts_its_own_exchanges() -> None:
    stream = io.StringIO()
    redactor = Redactor(["sid"])
    Console(stream).exchange(entry(), session="worker-1", redactor=redactor)
    assert "CH1" not in stream.getvalue()


def test_a_summary_that_the_mode_has_made_is_shown_as_it_is() -> None:
    made = replace(entry(body=b"not looked at"), summary='CH2 "Ada"')

    assert shown(made)[0] == 'POST /v1/Conversations → 201 fake: CH2 "Ada" (4 ms)'


def test_a_request_that_the_mode_has_redacted_is_shown_as_it_is() -> None:
    redacted = request_to("POST", "https://conversations.twilio.com/v1/Redacted")

    line, *_ = shown(replace(entry(), redacted_request=redacted))

    assert line.startswith("POST /v1/Redacted → ")


def test_a_name_that_is_to_be_redacted_is_not_in_the_summary() -> None:
    stream = io.StringIO()
    console = Console(stream, redactor=Redactor(["FriendlyName"]))

    console.exchange(entry(body={"sid": "CH1", "friendly_name": "Ada"}))

    assert stream.getvalue() == 'POST /v1/Conversations → 201 fake: CH1 "REDACTED" (4 ms)\n'


@pytest.mark.parametrize("level", [NORMAL, VERBOSE])
def test_an_exchange_is_a_line(level: int) -> None:
    assert shown(entry(), level)[0] == LINE


def test_notes_stand_below_the_line() -> None:
    assert shown(entry(notes=("one", "two"))) == [
        LINE,
        "  note: one",
        "  note: two",
    ]


def test_a_note_is_shown_once() -> None:
    stream = io.StringIO()
    console = Console(stream)
    for _ in range(2):
        console.exchange(entry(notes=("PageSize is above 100, which is used instead.",)))
    assert stream.getvalue().splitlines() == [
        LINE,
        "  note: PageSize is above 100, which is used instead.",
        LINE,
    ]


@pytest.mark.parametrize("source", [Source.FAKE, Source.CASSETTE, Source.LIVE])
def test_quiet_shows_no_exchange_that_went_well(source: Source) -> None:
    assert not shown(entry(source), QUIET)


@pytest.mark.parametrize("source", [Source.MISS, Source.ERROR])
def test_quiet_shows_trouble(source: Source) -> None:
    assert shown(entry(source, status=501), QUIET)


@pytest.mark.parametrize(
    ("level", "details"), [(VERBOSE, False), (NORMAL, True)], ids=["-v", "inspect"]
)
def test_details_are_the_whole_exchange(level: int, details: bool) -> None:
    request = request_to("POST", REQUEST.url, Headers([("A", "1")]), b"FriendlyName=x\n2nd")
    to_show = entry(request=request, headers=Headers([("B", "2")]))

    assert shown(to_show, level, details=details)[1:] == [
        "  > A: 1",
        "  > FriendlyName=x",
        "  > 2nd",
        "  < B: 2",
        '  < {"sid": "CH1"}',
    ]


def test_without_details_there_are_none() -> None:
    assert len(shown(entry(headers=Headers([("B", "2")])))) == 1


@pytest.mark.parametrize("name", ["Authorization", "proxy-authorization", "COOKIE", "Set-Cookie"])
def test_details_never_show_a_header_that_is_a_secret(name: str) -> None:
    lines = shown(entry(headers=Headers([(name, "hidden")])), VERBOSE)

    assert f"  < {name}: REDACTED" in lines
    assert "hidden" not in str(lines)


def test_what_is_named_is_shown_nowhere() -> None:
    stream = io.StringIO()
    request = request_to("POST", f"{REQUEST.url}?PageSize=5&Hidden=5ecret", body=b"password=5ecret")
    body = {"sid": "CH1", "friendly_name": "5ecret", "deep": [{"auth_token": "5ecret"}]}

    for level in (NORMAL, VERBOSE):
        redacting = Console(stream, level, Redactor(["Friendly-Name", "Hidden"]))
        redacting.exchange(entry(request=request, body=body))

    assert '?PageSize=5&Hidden=REDACTED → 201 fake: CH1 "REDACTED"' in stream.getvalue()
    assert "5ecret" not in stream.getvalue()


def test_a_secret_is_redacted_before_a_body_is_cut() -> None:
    body = b"x" * 3_980 + b" " + TOKEN.encode()

    lines = shown(entry(request=create(), body=body), VERBOSE)

    assert TOKEN[:19] not in str(lines)


# --- how it is written


def test_every_line_of_an_exchange_is_redacted() -> None:
    stream = io.StringIO()
    redacting = Console(stream, VERBOSE)
    request = request_to("GET", f"{REQUEST.url}?t={TOKEN}", Headers([("A", TOKEN)]), TOKEN.encode())
    redacting.redactor.remember(create())

    redacting.exchange(
        entry(Source.MISS, request=request, body=TOKEN.encode(), notes=(TOKEN,), report=TOKEN)
    )

    assert TOKEN not in stream.getvalue()
    assert stream.getvalue().count("REDACTED") == 6


def test_what_is_said_is_not_said_when_quiet() -> None:
    stream = io.StringIO()

    Console(stream, QUIET).say("listening")

    assert stream.getvalue() == ""


def test_what_is_said_is_a_line_each() -> None:
    stream = io.StringIO()

    Console(stream).say("one", "", "two")

    assert stream.getvalue() == "one\n\ntwo\n"


def test_a_warning_is_shown_even_when_quiet() -> None:
    stream = io.StringIO()

    Console(stream, QUIET).warn("careful")

    assert stream.getvalue() == "careful\n"


def test_a_run_is_summed_up() -> None:
    stream = io.StringIO()

    Console(stream).sum_up(RunSummary({Source.FAKE: 1}, ("more",)))
    Console(stream, QUIET).sum_up(RunSummary({Source.FAKE: 1}))

    assert stream.getvalue() == "ringback: 1 exchange: 1 fake\nmore\n"


def test_no_warnings_are_no_line() -> None:
    stream = io.StringIO()

    Console(stream, log_format=JsonFormat()).warn()

    assert stream.getvalue() == ""


class Gone(io.StringIO):
    """A stream whose reader is gone: a closed pipe, or a closed file."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def flush(self) -> None:
        raise self.error


@pytest.mark.parametrize("error", [BrokenPipeError(), ValueError("closed file")], ids=repr)
def test_a_reader_that_is_gone_does_not_stop_anything(error: Exception) -> None:
    to = Console(Gone(error))

    to.say("one")
    to.warn("two")

    assert to.level == QUIET


def test_the_levels_are_in_order() -> None:
    assert QUIET < NORMAL < VERBOSE


# --- large exchanges, which are redacted in a thread


HOSTILE = {
    "spaces": b" " * 1_000_000,
    "random": random.Random(1).randbytes(200_000),
    "quotes": b'"password":"' * 80_000,
    "escapes": b"FriendlyName=" + b"%41%2B%25" * 100_000,
    "a JSON": json.dumps([{"token": str(number)} for number in range(20_000)]).encode(),
}


class NotingRedactor(Redactor):
    """Notes the threads in which texts and messages are redacted."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[threading.Thread] = set()

    def __getattribute__(self, name: str) -> Any:
        if name.startswith(("redact", "find_caller")):
            self.threads.add(threading.current_thread())
        return super().__getattribute__(name)


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_large_body_is_redacted_outside_the_event_loop(body: bytes) -> None:
    stream = io.StringIO()
    redactor = NotingRedactor()
    written = Console(stream, VERBOSE, redactor)

    written.exchange(entry(request=replace(REQUEST, body=body), body=body))

    written.wait()
    assert redactor.threads
    assert threading.main_thread() not in redactor.threads
    assert stream.getvalue().startswith("POST /v1/Conversations → 201 fake")


def test_what_comes_after_a_large_exchange_is_written_after_it() -> None:
    stream = io.StringIO()
    written = Console(stream, VERBOSE)
    written.exchange(entry(body=HOSTILE["spaces"], status=200))
    for number in range(20):
        written.exchange(entry(status=400 + number))
        written.say(f"after {number}")
    written.warn("at the end")

    written.wait()

    lines = [line for line in stream.getvalue().splitlines() if not line.startswith("  ")]
    statuses = [line.split()[3] for line in lines if line.startswith("POST")]
    assert statuses == ["200", *(str(400 + number) for number in range(20))]
    assert lines[-2:] == ["after 19", "at the end"]


def test_a_secret_in_a_large_body_is_not_shown() -> None:
    lines = shown(
        entry(body=b"x" * 100 + TOKEN.encode() + b" " * 20_000, request=create()), VERBOSE
    )

    assert not [line for line in lines if TOKEN in line]


def test_when_quiet_only_webhooks_that_were_not_delivered_are_shown() -> None:
    assert shown_delivery(delivery(), QUIET) == []
    assert len(shown_delivery(delivery(500), QUIET)) == 1
