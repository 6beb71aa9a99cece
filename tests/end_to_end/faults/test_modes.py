"""Faults on the command line and in sessions, in each mode that has them."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.http import broken, wire
from tests.support.http.broken import CLOSED, OPEN, RESET
from tests.support.process.ringback import Server, run
from tests.support.process.starting import Start
from tests.support.twilio.upstream import Upstream


def base_url(server: Server) -> wire.Address:
    host, port = str(server.ready.base_url).removeprefix("http://").split(":")
    return host, int(port)


def ask(server: Server, prefix: str = "") -> broken.Seen:
    return broken.ask_base_url(base_url(server), broken.post(f"{prefix}/v1/Conversations"))


def list_options(*faults: str) -> list[str]:
    return ["--base-url-port", "0", *(word for fault in faults for word in ("--fault", fault))]


def test_a_recording_is_whole_and_has_only_what_was_forwarded(
    start: Start, upstream: Upstream, tmp_path: Path
) -> None:
    cassette = tmp_path / "a.yaml"
    faults = ("unavailable,times=1", "reset,times=1", "truncate,times=1", "slow,ms=200,times=1")
    server = start("record", "-c", cassette, *list_options(*faults), *upstream.arguments)

    unavailable, reset, truncated = (ask(server) for _ in range(3))
    began = time.monotonic()
    slow = ask(server)

    assert time.monotonic() - began >= 0.2
    assert (unavailable.status, unavailable.end) == (503, OPEN)
    assert (reset.data, reset.end) == (b"", RESET)
    assert (truncated.status, truncated.end) == (201, CLOSED)
    assert (slow.status, slow.header("ringback")) == (201, 'fault;name="slow"')
    assert len(upstream.requests) == 2
    recorded = yaml.safe_load(cassette.read_text())["interactions"]
    bodies = [one["response"]["body"]["string"] for one in recorded]
    assert len(bodies) == 2
    assert [body[0] + body[-1] for body in bodies] == ["{}", "{}"]
    assert len(truncated.body) < len(bodies[0])


def test_a_replay_plays_on_behind_its_faults(start: Start) -> None:
    cassette = Path(__file__).parents[3] / "cassettes" / "example.yaml"
    interaction = yaml.safe_load(cassette.read_text())["interactions"][0]["request"]
    form = str(interaction["body"]).encode()
    server = start(
        "replay", "-c", cassette, *list_options("too-many-requests,times=1", "drip,ms=5,times=1")
    )

    refused, dripping = (
        broken.ask_base_url(base_url(server), broken.post(body=form)) for _ in range(2)
    )

    assert refused.status == 429
    assert (dripping.status, dripping.header("ringback")) == (201, 'fault;name="drip"')
    with server.control() as control:
        exchange = control.get("/sessions/default/exchanges").json()["exchanges"][-1]
    assert (exchange["source"], exchange["fault"], exchange["index"]) == ("fault", "drip", 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("fake", "--fault", "slwo"), "the fault's name is 'slwo'; accepted are"),
        (("fake", "--fault", "twilio-99999"), "no fault with the code 99999"),
        (("inspect", "--fault", "reset"), "No such option"),
    ],
    ids=["name", "code", "mode"],
)
def test_a_fault_that_is_not_accepted_is_wrong_usage(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    finished = run(*arguments, "--", "true", folder=tmp_path)

    assert finished.status == 2
    assert message in finished.stderr
    assert "Traceback" not in finished.stderr


def test_concurrent_requests_meet_the_faults_of_the_seed(fake: Server) -> None:
    begun = {"mode": "fake", "seed": 7, "fault": ["unavailable,chance=40,method=POST"]}
    with fake.control() as control:
        for name in ("in-turn", "at-once", "other"):
            seed = 8 if name == "other" else 7
            assert control.put(f"/sessions/{name}", json={**begun, "seed": seed}).is_success

    in_turn = [ask(fake, "/sessions/in-turn").status for _ in range(40)]
    other = [ask(fake, "/sessions/other").status for _ in range(40)]
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(lambda _: ask(fake, "/sessions/at-once").status, range(40)))

    assert Counter(in_turn) == Counter(at_once)
    assert set(in_turn) == {201, 503}
    assert in_turn != other


def wait_for_exchange(control: Any) -> None:
    waited = control.get("/sessions/default/exchanges", params={"after": 0, "wait": 30}).json()
    assert waited["exchanges"]


def test_a_stop_waits_for_a_slow_answer(start: Start) -> None:
    server = start("fake", *list_options("slow,ms=800"))
    seen: list[broken.Seen] = []
    asking = threading.Thread(target=lambda: seen.append(ask(server)))
    asking.start()
    with server.control() as control:
        wait_for_exchange(control)
    server.stop()
    asking.join()

    assert [(one.status, broken.is_complete(one.data)) for one in seen] == [(201, True)]


def test_a_stop_waits_for_no_client_that_gets_no_answer(start: Start) -> None:
    server = start("fake", *list_options("timeout"))
    with wire.dial(base_url(server)) as connection, server.control() as control:
        connection.sendall(broken.post())
        wait_for_exchange(control)
        server.stop()
        assert wire.read_to_end(connection) == b""


def test_the_summary_says_what_hit_and_who_did_not_wait(start: Start) -> None:
    server = start("fake", *list_options("too-many-requests,times=2", "reset,chance=1,path=/none"))
    assert [ask(server).status for _ in range(3)] == [429, 429, 201]
    stderr = server.stop().stderr

    assert "ringback: 3 exchanges: 1 fake, 2 fault" in stderr
    assert "fault too-many-requests,times=2: 2 hits; asked again 2 times, after " in stderr
    assert "fault reset,path=/none,chance=1: 0 hits" in stderr
    assert "faults by chance: repeat them with --seed " in stderr


def test_a_rate_limit_refuses_what_is_above_it(fake: Server) -> None:
    with fake.control() as control:
        begun = {"mode": "fake", "fault": "rate-limit,per_second=3,path=/v1/Conversations"}
        assert control.put("/sessions/limited", json=begun).is_success
    began = time.monotonic()
    statuses = [ask(fake, "/sessions/limited").status for _ in range(8)]
    seconds = time.monotonic() - began

    allowed = 3 * (int(seconds) + 1)
    assert statuses[:3] == [201, 201, 201]
    assert 3 <= statuses.count(201) <= allowed
