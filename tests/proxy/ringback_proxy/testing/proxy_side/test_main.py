import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ringback.settings.table import FakeSettings
from ringback_proxy.sessions.explanations import ExplanationsForTests
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.result import SessionResult
from ringback_proxy.sessions.session_factory import Opening
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.fixture import Ringback
from ringback_proxy.testing.ipc.process import ProxyProcess
from ringback_proxy.testing.ipc.start import (
    GREETING,
    Answer,
    Broken,
    ProxyInfo,
    Refused,
    Start,
    decode_answer,
    encode_start,
)
from ringback_proxy.testing.proxy_side.main import WarningCollector, describe_failure
from tests.support.process.waiting import TIMEOUT
from tests.support.proxy.sessions import NOW, begin

WORKER = (sys.executable, "-P", "-W", "ignore", "-m", "ringback_proxy.testing.proxy_side")


@pytest.fixture
def worker() -> "Iterator[subprocess.Popen[bytes]]":
    with subprocess.Popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process


def start(worker: "subprocess.Popen[bytes]", what: Start) -> Answer:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(encode_start(what))
    worker.stdin.flush()
    return decode_answer(worker.stdout.readline().removeprefix(GREETING))


def close(worker: "subprocess.Popen[bytes]") -> int:
    assert worker.stdin is not None
    worker.stdin.close()
    return worker.wait(30)


def test_it_exits_with_0_when_its_input_is_closed(worker: "subprocess.Popen[bytes]") -> None:
    info = start(worker, Start())
    assert isinstance(info, ProxyInfo)
    assert info.proxy_url.startswith("http://127.0.0.1:")
    assert close(worker) == 0


def test_it_exits_with_0_if_it_was_never_told_to_start(worker: "subprocess.Popen[bytes]") -> None:
    assert close(worker) == 0


def test_messages_name_options_as_a_test_run_has_them(
    worker: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    answer = start(worker, Start(confdir=tmp_path / "file"))
    assert isinstance(answer, Refused)
    assert "RINGBACK_CONFDIR, or serve(confdir=...)" in answer.reason
    assert "--confdir" not in answer.reason
    assert close(worker) == 0


def test_another_failure_is_told_with_its_traceback() -> None:
    answer = describe_failure(ValueError("injected"))
    assert isinstance(answer, Broken)
    assert "ValueError: injected" in answer.traceback


def test_other_hosts_are_reached_through_the_upstream_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as company:
        company.settimeout(TIMEOUT)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{company.getsockname()[1]}")
        process = ProxyProcess(Start())
        try:
            port = int(process.url.rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(b"CONNECT example.org:443 HTTP/1.1\r\n\r\nSSH-2.0-x\r\n")
                asked, _ = company.accept()
                with asked:
                    assert asked.recv(100).startswith(b"CONNECT example.org:443 HTTP/1.1")
        finally:
            process.close()


def test_the_end_of_a_session_returns_its_result(process: ProxyProcess) -> None:
    session = Ringback(process, "faults", SessionSpec(FakeSettings()))
    session.fail_next(429)
    assert session.end(ended_well=True) == SessionResult(
        ("fault twilio-20429,times=1: 0 hits", "unused faults: 1")
    )


@pytest.fixture
def logger() -> logging.Logger:
    return logging.Logger("a library")


def test_log_records_become_warnings_of_the_current_session(
    logger: logging.Logger, tmp_path: Path
) -> None:
    opening = Opening(tmp_path, lambda: NOW)
    sessions = SessionRegistry(opening, ExplanationsForTests(), newest_is_current=True)
    logger.addHandler(WarningCollector(sessions))
    logger.warning("without a session")
    session = begin(sessions, "one")
    logger.info("not a warning")
    logger.warning("a host is %s", "tunnelled")
    try:
        raise RuntimeError("injected")
    except RuntimeError:
        logger.exception("it failed")
    assert session.warnings[0] == "a host is tunnelled"
    assert session.warnings[1].startswith("it failed\nTraceback")
    assert len(session.warnings) == 2
