import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ringback.http.messages import Headers, request_to
from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback.settings.table import FakeSettings
from ringback.webhooks.delivery_json import describe_delivery
from ringback_proxy.reporting.console import NORMAL, QUIET, VERBOSE, Console
from ringback_proxy.reporting.json_format import JsonFormat
from ringback_proxy.reporting.types import RunSummary
from ringback_proxy.runtime_files.ready_file import Ready
from tests.support.cassettes.exchanges import ACCOUNT, FORM, TOKEN, create, created
from tests.support.documents.documents import DOCS
from tests.support.messages.shown_deliveries import delivery, shown_delivery
from tests.support.messages.shown_exchanges import MISS, REQUEST, entry, shown

READY = Ready(
    "fake", 7, "127.0.0.1", 8080, "http://anna:5ecret@127.0.0.1:8080", None, "/ca", "/bundle",
    "http://127.0.0.1:8080/ringback/", "7oken",
)  # fmt: skip


def logged(to_show: JournalEntry, level: int = NORMAL, *, details: bool = False) -> Any:
    (line,) = shown(to_show, level, details=details, log_format=JsonFormat())
    return json.loads(line)


def written(level: int = NORMAL) -> tuple[io.StringIO, Console]:
    stream = io.StringIO()
    return stream, Console(stream, level, log_format=JsonFormat())


def test_an_exchange_is_one_object() -> None:
    found = logged(replace(entry(notes=("a note",)), file="a.yaml", index=3))

    assert found.pop("time").endswith("Z")
    assert found == {
        "type": "exchange",
        "session": "default",
        "source": "fake",
        "file": "a.yaml",
        "index": 3,
        "fault": None,
        "seconds": 0.0042,
        "summary": "CH1",
        "notes": ["a note"],
        "explanation": "",
        "request": {"method": "POST", "url": REQUEST.url},
        "response": {"status": 201},
    }


def test_a_miss_is_explained_by_its_report_or_its_message() -> None:
    assert logged(MISS)["explanation"] == "ringback: nothing fits."
    assert logged(replace(MISS, report="closest:\n  #1"))["explanation"] == "closest:\n  #1"


def test_each_object_has_all_notes_and_reasons_of_its_own() -> None:
    stream, console = written()

    for _ in range(2):
        console.exchange(replace(MISS, notes=("a note",)))

    first, second = map(json.loads, stream.getvalue().splitlines())
    assert {**first, "time": ""} == {**second, "time": ""}


def test_an_exchange_has_the_name_of_its_session() -> None:
    stream, console = written()

    console.exchange(entry(), session="worker-1")

    assert json.loads(stream.getvalue())["session"] == "worker-1"


@pytest.mark.parametrize(("level", "details"), [(VERBOSE, False), (NORMAL, True)])
def test_details_are_the_whole_exchange(level: int, details: bool) -> None:
    headers = Headers([("Content-Type", FORM), ("A", "1"), ("a", "2")])
    request = request_to("POST", f"{REQUEST.url}?P=1", headers, b"FriendlyName=x")

    found = logged(entry(request=request), level, details=details)

    assert found["request"]["headers"] == {"content-type": FORM, "a": "1, 2"}
    assert (found["request"]["form"], found["request"]["query"]) == (
        {"FriendlyName": "x"}, {"P": "1"},
    )  # fmt: skip
    assert found["response"]["json"] == {"sid": "CH1"}


@pytest.mark.parametrize("level", [NORMAL, VERBOSE])
def test_no_secret_is_in_an_exchange(level: int) -> None:
    entry = JournalEntry(
        create(Body=f"my {TOKEN}", Password="5ecret"), created(note=TOKEN), Source.MISS, 0.5,
        notes=(f"a note on {TOKEN}",), report=f"a report on {TOKEN}",
    )  # fmt: skip

    text = json.dumps(logged(entry, level))

    assert "REDACTED" in text
    assert not [secret for secret in (TOKEN, ACCOUNT, "5ecret") if secret in text]


@pytest.mark.parametrize(
    "body", [b"\xff\x00", b"NaN", b'"\\ud800"', b"[1e999]"],
    ids=["no text", "what JSON does not have", "half a character", "too large a number"],
)  # fmt: skip
def test_what_json_cannot_hold_is_still_one_line_of_it(body: bytes) -> None:
    odd = Headers([("X-\udcff", "\udcff")])
    request = replace(REQUEST, headers=odd, target="/\udcff\r\n\x1b[2J\u2028")

    (line,) = shown(entry(request=request, body=body), VERBOSE, log_format=JsonFormat())

    assert line.isascii()
    assert line.isprintable()
    json.loads(line, parse_constant=pytest.fail)


def test_sentences_are_a_message() -> None:
    stream, console = written()

    console.say("ringback: one", "  two", "")
    console.warn("careful")
    console.fail("the port is taken")

    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(each["type"], each["level"], each["text"]) for each in found] == [
        ("message", "info", "one\n  two"),
        ("message", "warning", "careful"),
        ("message", "error", "the port is taken"),
    ]


def test_where_it_listens_is_one_object_without_password_and_token() -> None:
    stream, console = written()

    console.announce(READY, FakeSettings())

    found = json.loads(stream.getvalue())
    assert (found["type"], found["proxy_url"], found["port"]) == (
        "listening", "http://127.0.0.1:8080", 8080,
    )  # fmt: skip
    assert "5ecret" not in stream.getvalue()
    assert "7oken" not in stream.getvalue()


def test_the_summary_is_one_object() -> None:
    stream, console = written()
    sources = {Source.MISS: 1, Source.FAKE: 2}

    console.sum_up(
        RunSummary(sources, ("a line",), (Path("a.yaml"),), ((Path("a.yaml"), 3),), "1 miss", 3)
    )

    found = json.loads(stream.getvalue())
    del found["time"]
    assert found == {
        "type": "summary",
        "exchanges": 3,
        "sources": {"fake": 2, "miss": 1},
        "status": 3,
        "strict": "1 miss",
        "drift": None,
        "lines": ["a line"],
        "cassettes": ["a.yaml"],
        "never_played": [{"cassette": "a.yaml", "index": 3}],
    }


def test_quiet_leaves_trouble_and_warnings() -> None:
    stream, console = written(QUIET)

    console.announce(READY, FakeSettings())
    console.exchange(entry())
    console.exchange(MISS)
    console.say("one")
    console.warn("two")
    console.sum_up(RunSummary({}))

    kinds = [json.loads(line)["type"] for line in stream.getvalue().splitlines()]
    assert kinds == ["exchange", "message"]


def test_every_field_is_documented() -> None:
    text = (DOCS / "json-log.md").read_text()
    stream, console = written(VERBOSE)
    console.announce(READY, FakeSettings())
    console.exchange(entry())
    console.say("one")
    console.sum_up(RunSummary({Source.FAKE: 1}))

    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    names = {
        name
        for each in found
        for name in (*each, *each.get("request", ()), *each.get("response", ()))
    }

    assert [name for name in sorted(names) if f"`{name}`" not in text] == []
    assert [each["type"] for each in found if f"`{each['type']}`" not in text] == []


def test_a_delivery_is_one_object_with_the_fields_of_the_control_api() -> None:
    (line,) = shown_delivery(delivery(), session="w1", log_format=JsonFormat())

    found = json.loads(line)
    assert (found["type"], found["session"]) == ("delivery", "w1")
    assert found.keys() == {"type", "time", "session"} | describe_delivery(delivery()).keys()
    assert (found["event"], found["state"]) == ("onMessageAdded", "delivered")
    assert found["attempts"][0]["status"] == 200
