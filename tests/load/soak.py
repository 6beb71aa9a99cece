"""`make soak`: many requests over many connections in fake, replay and record, each reply checked.

Descriptors, threads and memory are compared after a tenth of the requests and at the end; they must
not grow. In fake each create adds at most a kilobyte to the state; updates of one conversation add
nothing. The 99th percentile of the latencies is reported, and never a failure.

    python tests/load/soak.py [REQUESTS]
"""

# ruff: noqa: T201  (what a program prints is its answer)

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from load import Load, create, measure

from tests.support.process.process_usage import ProcessUsage
from tests.support.process.ringback import Server
from tests.support.twilio.upstream import Upstream

CONNECTIONS = 200
# For what comes and goes: a descriptor of the disk, a thread of the resolver.
SLACK = 8
# In mebibytes; an allocator does not return everything.
MEMORY_SLACK = 25
# Mebibytes that the fake may keep of one conversation.
CONVERSATION_SIZE = 1 / 1024


def is_right(number: int, body: bytes) -> bool:
    """Return whether a reply is to the request of that number."""
    return bool(json.loads(body)["friendly_name"] == f"printer {number}")


def measure_at_rest(pid: int, before: ProcessUsage | None = None) -> ProcessUsage:
    """Return the usage of a process, once it has no more descriptors than `before`.

    It may still be closing connections.
    """
    for _ in range(100):
        usage = ProcessUsage.measure(pid)
        if usage.descriptors <= (before.descriptors if before else CONNECTIONS // 10):
            break
        time.sleep(0.05)
    return usage


def soak(
    mode: str,
    server: Server,
    load: Callable[[int], Load],
    requests: int,
    kept: float = 0.0,
) -> None:
    """Run a tenth, then the rest, and exit with an error if the server's usage has grown.

    `kept` is how many mebibytes it may keep of each request.
    """
    pid = server.ready.pid
    measure(load(requests // 10))
    before = measure_at_rest(pid)
    result = measure(load(requests - requests // 10))
    after = measure_at_rest(pid, before)
    print(
        f"{mode}: {requests} correct replies, {result.rate:.0f}/s, "
        f"p99 {result.percentile(0.99) * 1000:.0f} ms; {before} -> {after}",
        flush=True,
    )
    if after.descriptors > before.descriptors + SLACK or after.threads > before.threads + SLACK:
        sys.exit(f"{mode}: descriptors or threads grew")
    if after.memory > before.memory + MEMORY_SLACK + kept * requests:
        sys.exit(f"{mode}: memory grew")


def main() -> None:
    """Test the three modes, one after the other."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Upstream(folder) as upstream:
            recorded = max(requests // 10, 100)
            record = ("record", "-c", str(folder / "soak.yaml"), *upstream.arguments, "--quiet")
            with Server(record, folder) as server:
                soak("record", server, loads(server, CONNECTIONS // 4), recorded)
        with Server(("fake", "--quiet"), folder) as server:
            soak("fake", server, loads(server), requests, CONVERSATION_SIZE)
        with Server(("fake", "--quiet"), folder) as server:
            one = Load(
                server.ready.port,
                1,
                1,
                ca=server.ready.ca,
                request=lambda _: create(b"printer&UniqueName=soak"),
            )
            measure(one)
            load = loads(server, path=b"/v1/Conversations/soak")
            soak("fake, updates", server, load, requests)
        cassette = ("-c", str(folder / "soak.yaml"), "--allow-playback-repeats")
        with Server(("replay", *cassette, "--quiet"), folder) as server:
            soak("replay", server, loads(server, names=recorded // 10), requests)


def loads(
    server: Server,
    connections: int = CONNECTIONS,
    names: int | None = None,
    path: bytes = b"/v1/Conversations",
) -> Callable[[int], Load]:
    """Return a function that makes loads, with `names` different names.

    They create conversations or, if `path` is that of one, update it.
    """

    def load(requests: int) -> Load:
        return Load(
            server.ready.port,
            connections,
            requests,
            ca=server.ready.ca,
            status=201 if path == b"/v1/Conversations" else 200,
            request=lambda number: create(
                b"printer+%d" % (number % names if names else number), path
            ),
            right=lambda number, body: is_right(number % names if names else number, body),
        )

    return load


main()
