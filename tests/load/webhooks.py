"""`make soak`: many messages whose webhooks meet a receiver that is slow and fails by chance.

Each event has to arrive, in the order of its conversation, and twice only where the first call
failed and is documented to be repeated. The memory of the proxy must not grow with what it has
delivered; of each message the fake keeps a few kilobytes.

    python tests/load/webhooks.py [MESSAGES [SEED]]
"""

# ruff: noqa: T201  (what a program prints is its answer)

import asyncio
import json
import random
import sys
import tempfile
import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.process.process_usage import ProcessUsage
from tests.support.process.ringback import ACCOUNT, Server
from tests.support.webhooks.receiver import OK, Received, Receiver, receiving

SENDERS = 8
CONVERSATIONS_OF_EACH = 25
# Of the calls, in percent: a status that is repeated, no answer at all, a slow answer.
UNAVAILABLE, RESET, SLOW = 5, 1, 4
# In mebibytes: what an allocator does not return, and what the fake keeps of a message.
MEMORY_SLACK, MESSAGE_SIZE = 25, 6 / 1024
SLACK = 8
# In seconds, for what was sent to arrive.
LIMIT = 600


class Chance:
    """Answers by chance, and remembers which calls are to be repeated."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.failed: set[tuple[str, str]] = set()

    async def __call__(self, received: Received, writer: asyncio.StreamWriter) -> None:
        drawn = self._random.randrange(100)
        if drawn < UNAVAILABLE + RESET:
            self.failed.add(key_of(received))
        if drawn < UNAVAILABLE:
            writer.write(b"HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n")
        elif drawn < UNAVAILABLE + RESET:
            writer.transport.abort()
        else:
            if drawn < UNAVAILABLE + RESET + SLOW:
                await asyncio.sleep(0.05)
            writer.write(OK)


def key_of(received: Received) -> tuple[str, str]:
    """Return what tells calls apart: the idempotency token, and the number of the attempt."""
    token = received.headers["i-twilio-idempotency-token"]
    return token, received.form.first("RetryCount") or ""


def send(base_url: str, messages: int) -> None:
    """Send messages to some conversations in turn, over one connection."""
    connection = HTTPConnection(urlsplit(base_url).netloc, timeout=60)
    conversations = [post(connection, "", {}) for _ in range(CONVERSATIONS_OF_EACH)]
    for number in range(messages):
        sid = conversations[number % len(conversations)]
        post(connection, f"/{sid}/Messages", {"Body": f"message {number}", "Author": "soak"})
    connection.close()


def post(connection: HTTPConnection, path: str, form: dict[str, str]) -> str:
    """Create a resource; return its SID."""
    credentials = b64encode(f"{ACCOUNT}:{'t' * 32}".encode()).decode()
    headers = {
        "Authorization": f"Basic {credentials}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", f"/v1/Conversations{path}", urlencode(form), headers)
    response = connection.getresponse()
    document = json.loads(response.read())
    assert response.status == 201, document
    return str(document["sid"])


def send_all(base_url: str, messages: int) -> None:
    """Send messages from several threads."""
    with ThreadPoolExecutor(SENDERS) as pool:
        for done in [pool.submit(send, base_url, messages // SENDERS) for _ in range(SENDERS)]:
            done.result()


def check(received: Sequence[Received], failed: set[tuple[str, str]], messages: int) -> None:
    """Exit with an error for an event that was lost, was doubled or came out of order."""
    attempts: defaultdict[str, list[int]] = defaultdict(list)
    order: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    sids = set()
    for one in received:
        token, count = key_of(one)
        attempts[token].append(int(count))
        sid = one.form.first("ConversationSid") or ""
        order[sid].append((int(one.form.first("Index") or -1), int(count)))
        sids.add(one.form.first("MessageSid"))
    if len(sids) != messages or len(attempts) != messages:
        sys.exit(f"{messages} messages, {len(sids)} of them and {len(attempts)} events arrived")
    for token, counts in attempts.items():
        expected = [0, 1] if (token, "0") in failed else [0]
        if counts != expected:
            sys.exit(f"the event {token} was sent as {counts}, not {expected}")
    for sid, came in order.items():
        if came != sorted(came):
            sys.exit(f"the events of {sid} came out of order")


async def wait_until_quiet(server: Server) -> None:
    """Wait until no webhook is waiting."""
    deadline = time.monotonic() + LIMIT
    with server.control() as client:
        url = f"{server.ready.control_url}/sessions/default/deliveries?after=1000000000"
        while (await asyncio.to_thread(client.get, url)).json()["waiting"]:
            if time.monotonic() > deadline:
                sys.exit("webhooks are still waiting")
            await asyncio.sleep(0.1)


async def soak(server: Server, receiver: Receiver, messages: int) -> ProcessUsage:
    """Send messages, wait for their webhooks, and return the usage of the proxy."""
    assert server.ready.base_url is not None
    await asyncio.to_thread(send_all, server.ready.base_url, messages)
    await wait_until_quiet(server)
    return ProcessUsage.measure(server.ready.pid)


async def main() -> None:
    """Send a fifth of the messages, then the rest."""
    given = [int(argument) for argument in sys.argv[1:]]
    messages, seed = [*given, *(10_000, 7)[len(given) :]]
    first = messages // 5 // SENDERS * SENDERS
    rest = (messages - first) // SENDERS * SENDERS
    chance = Chance(seed)
    async with receiving(chance) as receiver:
        options = ("--webhooks", "all", "--webhook-url", receiver.url, "--keep-exchanges", "100")
        mode = ("fake", "--quiet", "--base-url-port", "0", *options)
        with (
            tempfile.TemporaryDirectory() as folder,
            Server((*mode, "--webhook-filter", "onMessageAdded"), Path(folder)) as server,
        ):
            before = await soak(server, receiver, first)
            began = time.monotonic()
            after = await soak(server, receiver, rest)
            seconds = time.monotonic() - began
    check(receiver.received, chance.failed, first + rest)
    print(
        f"webhooks: {first + rest} events in {len(receiver.received)} calls, each in its order; "
        f"{rest / seconds:.0f} messages a second; {before} -> {after}"
    )
    if after.descriptors > before.descriptors + SLACK or after.threads > before.threads + SLACK:
        sys.exit("webhooks: descriptors or threads grew")
    if after.memory > before.memory + MEMORY_SLACK + MESSAGE_SIZE * rest:
        sys.exit("webhooks: memory grew")


asyncio.run(main())
