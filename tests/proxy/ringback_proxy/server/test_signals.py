import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from ringback_proxy.server.plan import Plan
from ringback_proxy.server.runner import run
from tests.support.process.ringback import Server
from tests.support.process.waiting import wait_for
from tests.support.twilio.upstream import Behavior, Upstream


def test_the_signals_are_as_before_at_the_end(plan: Plan) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)]

    run(plan)

    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)] == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_does_not_wait_for_requests_in_flight(
    tmp_path: Path, upstream: Upstream, number: signal.Signals
) -> None:
    upstream.behave(Behavior.DELAYED)
    arguments = ["inspect", *upstream.arguments]

    with Server(arguments, tmp_path) as server, ThreadPoolExecutor() as pool:
        pool.submit(suppressed, server.create)
        upstream.wait_for_request()
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
def test_a_server_that_gets_one_signal_ends_well(tmp_path: Path, number: signal.Signals) -> None:
    with Server(["fake"], tmp_path) as server:
        finished = server.stop(number)

    assert finished.status == 0
    assert "Listening on http://127.0.0.1:" in finished.stderr
    assert finished.stderr.splitlines()[-1] == "ringback: no exchange was seen"
