"""`make soak`, second part: memory stays flat, whatever goes through sessions.

- Many exchanges through one session, which keeps the newest, while a test reads them.
- Many sessions one after the other, begun on first use and ended, or left to be dropped.

    python tests/load/sessions.py [EXCHANGES [SESSIONS]]
"""

# ruff: noqa: T201  (what a program prints is its answer)

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import httpx
from load import Load, create, measure

from tests.support.process.process_usage import ProcessUsage
from tests.support.process.ringback import Server

# In mebibytes; an allocator does not return everything.
SLACK = 25
KEPT = 1_000


def update(server: Server, session: str, requests: int) -> None:
    """Update one conversation of a session again and again, and check each reply."""
    assert server.ready.base_url is not None
    path = f"/sessions/{session}/v1/Conversations/soak".encode()
    measure(
        Load(
            httpx.URL(server.ready.base_url).port or 0,
            16,
            requests,
            status=200,
            request=lambda number: create(b"printer+%d" % number, path),
        )
    )


def check_exchanges(server: Server, control: httpx.Client, exchanges: int) -> None:
    """Send exchanges through one session; exit with an error if memory grows."""
    control.put("/sessions/one", json={}).raise_for_status()
    made = {"method": "POST", "path": "/v1/Conversations", "form": {"UniqueName": "soak"}}
    control.post("/sessions/one/requests", json=made).raise_for_status()
    update(server, "one", exchanges // 10)
    control.get("/sessions/one/exchanges").raise_for_status()
    before = ProcessUsage.measure(server.ready.pid)
    for _ in range(9):
        update(server, "one", exchanges // 10)
        found = control.get("/sessions/one/exchanges").json()
        assert len(found["exchanges"]) == KEPT
    after = ProcessUsage.measure(server.ready.pid)
    print(f"{exchanges} exchanges through one session: {before} -> {after}", flush=True)
    if after.memory > before.memory + SLACK:
        sys.exit("memory grew with the exchanges of a session")


def check_sessions(server: Server, control: httpx.Client, sessions: int) -> None:
    """Begin sessions by use and end every other one; exit with an error if memory grows."""
    assert server.ready.base_url is not None
    with httpx.Client(auth=("AC" + "0" * 32, "t"), trust_env=False, timeout=60) as client:

        def use(numbers: range) -> None:
            for number in numbers:
                url = f"{server.ready.base_url}/sessions/w{number}/v1/Conversations"
                reply = client.post(url, data={"UniqueName": "one"})
                assert reply.status_code == 201, reply.text
                if number % 2:
                    control.delete(f"/sessions/w{number}").raise_for_status()

        warm = min(sessions // 4, 3 * KEPT)
        use(range(warm))
        before = ProcessUsage.measure(server.ready.pid)
        use(range(warm, sessions))
    after = ProcessUsage.measure(server.ready.pid)
    left = len(control.get("/sessions").json()["sessions"])
    print(f"{sessions} sessions, {left} left: {before} -> {after}", flush=True)
    if left > KEPT or after.memory > before.memory + SLACK:
        sys.exit("sessions leave something behind")


def main() -> None:
    """Run both parts, on a server of their own each."""
    exchanges = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    sessions = int(sys.argv[2]) if len(sys.argv) > 2 else exchanges // 10
    options = ("fake", "--quiet", "--base-url-port", "0")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Server(options, folder) as server, server.control() as control:
            check_exchanges(server, control, exchanges)
        with Server(options, folder) as server, server.control() as control:
            check_sessions(server, control, sessions)


main()
