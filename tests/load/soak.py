"""`make soak`: many requests over many connections in fake, replay and record, each reply checked.

What must not grow is looked at after a tenth and at the end: descriptors, threads and memory. In
fake each create adds to the world, a kilobyte at most; with as many updates of one conversation
nothing grows there, either. The latencies' 99th percentile is reported; nothing is judged by time.

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

from tests.support.process_usage import ProcessUsage
from tests.support.ringback import Server
from tests.support.upstream import Upstream

CONNECTIONS = 200
# What may come and go while all is well: a descriptor of the disk, a thread of the resolver.
SLACK = 8
# In mebibytes; an allocator does not give everything back.
MEMORY_SLACK = 25
# What the fake may keep of one conversation.
OF_A_CONVERSATION = 1 / 1024


def is_right(number: int, body: bytes) -> bool:
    """Return whether a reply is to the request of that number."""
    return bool(json.loads(body)["friendly_name"] == f"printer {number}")


def at_rest(pid: int, than: ProcessUsage | None = None) -> ProcessUsage:
    """Look at a process until it holds no more `than` before; it may still be hanging up."""
    for _ in range(100):
        held = ProcessUsage.measure(pid)
        if held.descriptors <= (than.descriptors if than else CONNECTIONS // 10):
            break
        time.sleep(0.05)
    return held


def soak(
    mode: str,
    server: Server,
    load: Callable[[int], Load],
    requests: int,
    kept: float = 0.0,
) -> None:
    """Run a tenth, then the rest, and see that the server does not hold more than before.

    `kept` is how much it may keep of each request.
    """
    pid = server.ready.pid
    measure(load(requests // 10))
    before = at_rest(pid)
    result = measure(load(requests - requests // 10))
    after = at_rest(pid, before)
    print(
        f"{mode}: {requests} requests right, {result.rate:.0f}/s, "
        f"p99 {result.percentile(0.99) * 1000:.0f} ms; {before} -> {after}",
        flush=True,
    )
    if after.descriptors > before.descriptors + SLACK or after.threads > before.threads + SLACK:
        sys.exit(f"{mode}: descriptors or threads grew")
    if after.memory > before.memory + MEMORY_SLACK + kept * requests:
        sys.exit(f"{mode}: memory grew")


def main() -> None:
    """Soak the three modes, one after the other."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Upstream(folder) as upstream:
            recorded = max(requests // 10, 100)
            record = ("record", "-c", str(folder / "soak.yaml"), *upstream.arguments, "--quiet")
            with Server(record, folder) as server:
                soak("record", server, loads(server, CONNECTIONS // 4), recorded)
        with Server(("fake", "--quiet"), folder) as server:
            soak("fake", server, loads(server), requests, OF_A_CONVERSATION)
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
    """Return loads on a server of any number of requests, over so many different names.

    Conversations are created or, where `path` is that of one, it is updated.
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
