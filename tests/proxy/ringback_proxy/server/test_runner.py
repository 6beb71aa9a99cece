import asyncio
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from ringback.errors import CassetteError, CertificateError, ListenError
from ringback.settings import parsers
from ringback.settings.names import ModeName
from ringback.settings.setting import build
from ringback.settings.table import (
    SETTINGS_OF,
    FakeSettings,
    InspectSettings,
    RecordSettings,
    ReplaySettings,
)
from ringback_proxy.reporting import console
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.runner import Plan, Runner, run
from tests.support.ringback import Server
from tests.support.upstream import Manner, Upstream
from tests.support.waiting import wait_for

ASK = """
import json, sys, urllib.error, urllib.request
ready = json.load(open(sys.argv[1]))
try:
    urllib.request.urlopen(ready["base_url"] + "/v1/Conversations")
except urllib.error.HTTPError as error:
    print(error.code)
"""


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the process's loggers as they were found."""
    loggers = [logging.getLogger(name) for name in ("mitmproxy", "ringback", "asyncio")]
    before = [(logger, logger.level, logger.propagate, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, propagate, handlers in before:
        logger.setLevel(level)
        logger.propagate = propagate
        logger.handlers[:] = handlers


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """A fake on free ports, around a command that does nothing."""
    return Plan(
        FakeSettings(),
        Addresses(port=0, base_url_port=0),
        tmp_path / "conf",
        tmp_path / "ready.json",
        command=(sys.executable, "-c", ""),
    )


def python(code: str, *arguments: object) -> tuple[str, ...]:
    return (sys.executable, "-c", code, *map(str, arguments))


# --- around a command


@pytest.mark.parametrize("status", [0, 7])
def test_the_status_is_the_commands(plan: Plan, status: int) -> None:
    assert run(replace(plan, command=python(f"raise SystemExit({status})"))) == status


def test_the_command_finds_what_it_needs_in_the_ready_file(
    plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    copy = f"import shutil; shutil.copy({str(plan.ready_file)!r}, {str(tmp_path / 'copy')!r})"

    run(replace(plan, command=python(copy), addresses=Addresses("0.0.0.0", 0, 0)))

    told = json.loads((tmp_path / "copy").read_text())
    assert (told["mode"], told["pid"], told["host"]) == ("fake", os.getpid(), "0.0.0.0")
    assert told["proxy_url"] == f"http://127.0.0.1:{told['port']}"
    assert told["base_url"].startswith("http://127.0.0.1:")
    assert Path(told["ca"]) == plan.confdir / "ringback-ca.pem"
    assert Path(told["ca"]).read_text() in Path(told["bundle"]).read_text()


def test_without_a_base_url_the_ready_file_has_none(plan: Plan, tmp_path: Path) -> None:
    copy = f"import shutil; shutil.copy({str(plan.ready_file)!r}, {str(tmp_path / 'copy')!r})"

    run(replace(plan, command=python(copy), addresses=Addresses(port=0)))

    assert json.loads((tmp_path / "copy").read_text())["base_url"] is None


def test_the_ready_file_is_gone_at_the_end(plan: Plan) -> None:
    run(plan)

    assert plan.ready_file is not None
    assert not plan.ready_file.exists()


def test_without_a_place_for_it_the_ready_file_lies_in_the_runtime_folder(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    listing = f"import os; print(os.listdir({str(tmp_path / 'ringback')!r}))"

    run(replace(plan, ready_file=None, command=python(listing)))

    assert f"ready-{os.getpid()}.json" in capfd.readouterr().out
    assert not list((tmp_path / "ringback").glob("ready-*"))


def test_what_the_command_asked_is_shown_and_counted(
    plan: Plan, capfd: pytest.CaptureFixture[str]
) -> None:
    run(replace(plan, command=python(ASK, plan.ready_file)))

    said = capfd.readouterr()
    assert said.out == "401\n"
    assert "GET /v1/Conversations → 401 fake" in said.err
    assert said.err.splitlines()[-1] == "ringback: 1 exchange: 1 fake"
    assert "NO EXCHANGE" not in said.err


@pytest.mark.parametrize(
    ("mode", "shown"), [("inspect", True), ("fake", False)], ids=["inspect", "another mode"]
)
def test_inspect_shows_whole_exchanges(
    plan: Plan, capfd: pytest.CaptureFixture[str], upstream: Upstream, mode: ModeName, shown: bool
) -> None:
    forwarding = {"upstream": parsers.parse_upstream(upstream.url), "upstream_ca": upstream.ca}
    settings = build(SETTINGS_OF[mode], forwarding)

    run(replace(plan, settings=settings, command=python(ASK, plan.ready_file)))

    assert ("  < Content-Type: " in capfd.readouterr().err) is shown


def test_a_command_that_asked_nothing_is_told_loudly(
    plan: Plan, capfd: pytest.CaptureFixture[str]
) -> None:
    run(replace(plan, verbosity=console.QUIET))

    assert "NO EXCHANGE WAS SEEN" in capfd.readouterr().err


def test_exemptions_that_had_to_go_are_told(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_PROXY", "a.example,.twilio.com")

    run(plan)

    assert "ringback: .twilio.com left out of the command's NO_PROXY" in capfd.readouterr().err


def test_a_company_proxy_is_named_without_its_password(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://ada:hidden@proxy.example:3128")

    run(plan)

    said = capfd.readouterr().err
    assert "ringback: chained to http://proxy.example:3128" in said
    assert "hidden" not in said


CASSETTE = """\
version: 1
interactions:
- request:
    method: GET
    uri: https://conversations.twilio.com/v1/Conversations
    body: null
    headers: {}
  response:
    status: {code: 401, message: Unauthorized}
    headers: {}
    body: {string: '{}'}
"""


@pytest.mark.parametrize(
    ("code", "status"),
    [
        pytest.param(ASK, 0, id="all was played"),
        pytest.param("", 3, id="a recording was not played"),
        pytest.param("raise SystemExit(7)", 7, id="the command's own status wins"),
    ],
)
def test_a_strict_replay_ends_with_3_where_anything_is_left(
    plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str], code: str, status: int
) -> None:
    (tmp_path / "a.yaml").write_text(CASSETTE)
    settings = ReplaySettings(cassette=(tmp_path / "a.yaml",), strict=True)

    ended = run(replace(plan, settings=settings, command=python(code, plan.ready_file)))

    assert ended == status
    objection = "ringback: --strict: 1 recording never played"
    assert (objection in capfd.readouterr().err) is (status == 3)


# --- what ends it before it began


def is_locked(plan: Plan) -> bool:
    """Return whether another run could not have the cassette."""
    try:
        run(plan)
    except CassetteError:
        return True
    return False


def test_an_error_at_the_start_lets_go_of_the_cassette(plan: Plan, tmp_path: Path) -> None:
    settings = RecordSettings(cassette=(tmp_path / "a.yaml",))
    recording = replace(plan, settings=settings)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        addresses = Addresses(port=taken.getsockname()[1])
        with pytest.raises(ListenError):
            run(replace(recording, addresses=addresses))

    assert not is_locked(recording)
    assert not (tmp_path / "a.yaml").exists()


def test_a_ca_that_cannot_be_trusted_is_found_before_anything_is_forwarded(
    plan: Plan, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").write_text("hello")
    settings = InspectSettings(upstream_ca=tmp_path / "ca.pem")

    with pytest.raises(CertificateError, match="--upstream-ca"):
        run(replace(plan, settings=settings))


def test_a_torn_cassette_is_warned_of_at_the_start(
    plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str], upstream: Upstream
) -> None:
    cassette = tmp_path / "a.yaml"
    recorded = RecordSettings(
        cassette=(cassette,),
        upstream=parsers.parse_upstream(upstream.url),
        upstream_ca=upstream.ca,
    )
    run(replace(plan, settings=recorded, command=python(ASK, plan.ready_file)))
    with cassette.open("ab") as file:
        file.write(b"- request:\n    body: 'torn")
    capfd.readouterr()

    run(replace(plan, settings=ReplaySettings(cassette=(cassette,))))

    first = capfd.readouterr().err.splitlines()[0]
    assert first.startswith("ringback: ")
    assert "a.yaml" in first


# --- signals


def test_a_signal_before_the_command_started_keeps_it_from_starting(
    plan: Plan, tmp_path: Path
) -> None:
    async def stopped() -> int:
        runner = Runner(replace(plan, command=("touch", str(tmp_path / "started"))))
        runner.stopping.set()
        runner.stopped_by = signal.SIGTERM
        return await runner.run()

    assert asyncio.run(stopped()) == 128 + signal.SIGTERM
    assert not (tmp_path / "started").exists()


def test_the_signals_are_as_before_at_the_end(plan: Plan) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)]

    run(plan)

    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)] == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_asks_twice_does_not_wait_for_what_is_in_flight(
    tmp_path: Path, upstream: Upstream, number: signal.Signals
) -> None:
    upstream.behave(Manner.HELD)
    arguments = ["inspect", *upstream.arguments]

    with Server(arguments, tmp_path) as server, ThreadPoolExecutor() as pool:
        pool.submit(suppressed, server.create)
        upstream.wait_until_held()
        server.signal(number)
        wait_for(lambda: not server.ready_file.exists() or None, lambda: "it does not stop")
        server.signal(number)
        finished = server.wait()
        upstream.release()

    assert finished.status == 128 + number
    assert finished.stderr.splitlines()[-1] == "ringback: 1 exchange: 1 error"
    assert "Traceback" not in finished.stderr


def suppressed(ask: Callable[[], httpx.Response]) -> None:
    with suppress(httpx.HTTPError):
        ask()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_server_that_is_asked_once_ends_well(tmp_path: Path, number: signal.Signals) -> None:
    with Server(["fake"], tmp_path) as server:
        finished = server.stop(number)

    assert finished.status == 0
    assert "Listening on http://127.0.0.1:" in finished.stderr
    assert finished.stderr.splitlines()[-1] == "ringback: no exchange was seen"
