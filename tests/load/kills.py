"""`make kills`: a proxy with a state is killed again and again, and all that was seen is there.

Clients create conversations with messages, delete some, and are interrupted by a kill -9. The next
proxy with the same state has to have each of them exactly once, and nothing that was deleted.

    python tests/load/kills.py [TIMES [sqlite|postgresql]]
"""

# ruff: noqa: T201  (what a program prints is its answer)

import random
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx

from tests.support.process.ringback import ACCOUNT, TOKEN, Server
from tests.support.process.waiting import TIMEOUT
from tests.support.state.stores import open_store

CLIENTS = 3
# Seconds between the first request and the kill, at most.
LONGEST = 0.4


class Seen:
    """What clients have replies for: the names that exist, by SID, and what was deleted."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.names: dict[str, str] = {}
        self.messages: dict[str, list[str]] = {}
        self.deleted: set[str] = set()
        self.doubtful: set[str] = set()
        self.number = 0


def open_client(server: Server) -> httpx.Client:
    """Return a client of the base URL."""
    base = f"{server.ready.base_url}/v1"
    return httpx.Client(base_url=base, auth=(ACCOUNT, TOKEN), trust_env=False, timeout=TIMEOUT)


def work(server: Server, seen: Seen) -> None:
    """Create and delete until the proxy is killed."""
    with open_client(server) as api:
        try:
            while True:
                change(api, seen)
        except httpx.TransportError:
            return


def change(api: httpx.Client, seen: Seen) -> None:
    """Create a conversation with a message; sometimes delete it."""
    with seen.lock:
        seen.number += 1
        name = f"name-{seen.number}"
    made = api.post("/Conversations", data={"UniqueName": name})
    assert made.status_code == 201, made.text
    sid = made.json()["sid"]
    with seen.lock:
        seen.names[sid] = name
    sent = api.post(f"/Conversations/{sid}/Messages", data={"Body": name})
    assert sent.status_code == 201, sent.text
    with seen.lock:
        seen.messages[sid] = [sent.json()["sid"]]
    if random.random() < 0.2:
        with seen.lock:
            seen.doubtful.add(sid)
        assert api.delete(f"/Conversations/{sid}").status_code == 204
        with seen.lock:
            seen.deleted.add(sid)


def check(server: Server, seen: Seen, recent: set[str]) -> None:
    """Exit with an error if a proxy does not have what was seen since the last check."""
    with open_client(server) as api:
        for sid in recent - seen.doubtful:
            found = api.get(f"/Conversations/{seen.names[sid]}")
            assert found.status_code == 200, f"{sid} is lost"
            assert found.json()["sid"] == sid
            listed = api.get(f"/Conversations/{sid}/Messages").json()["messages"]
            kept = seen.messages.get(sid, [])
            assert {one["sid"] for one in listed} >= set(kept), f"a message of {sid} is lost"
            assert [one["index"] for one in listed] == list(range(len(listed)))
        for sid in recent & seen.deleted:
            assert api.get(f"/Conversations/{sid}").status_code == 404, f"{sid} is back"


def check_list(server: Server, seen: Seen) -> None:
    """Exit with an error if a list lacks something, or has it twice."""
    listed: list[str] = []
    with open_client(server) as api:
        url = "/Conversations?PageSize=100"
        while url:
            page = api.get(url).json()
            listed += [one["sid"] for one in page["conversations"]]
            url = page["meta"]["next_page_url"]
    assert len(listed) == len(set(listed))
    assert set(listed) >= set(seen.names) - seen.doubtful
    assert not set(listed) & seen.deleted


def run(times: int, state: str, folder: Path) -> None:
    """Kill a proxy so many times."""
    seen, recent = Seen(), set[str]()
    for number in range(times + 1):
        own = folder / f"run-{number}"
        own.mkdir()
        arguments = ("fake", "--base-url-port", "0", "--state", state)
        server = Server((*arguments, "--confdir", str(folder / "confdir")), own)
        check(server, seen, recent)
        if number == times:
            check_list(server, seen)
            server.stop()
            return
        before = set(seen.names)
        threads = [threading.Thread(target=work, args=(server, seen)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        time.sleep(random.uniform(0, LONGEST))
        server.process.kill()
        server.process.wait()
        for thread in threads:
            thread.join()
        recent = set(seen.names) - before


def main() -> None:
    """Run, and print what was done."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    kind = sys.argv[2] if len(sys.argv) > 2 else "sqlite"
    with tempfile.TemporaryDirectory() as name, open_store(kind, Path(name)) as state:
        began = time.monotonic()
        run(times, state, Path(name))
    print(f"{kind}: {times} kills in {time.monotonic() - began:.0f} s: nothing was lost")


if __name__ == "__main__":
    main()
