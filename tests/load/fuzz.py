"""`make fuzz`: invalid input on the proxy's port, in tunnels and on the base URL, for some seconds.

After an input the next ordinary request must be served; a reply must be HTTP, and a 5xx must be
Ringback's own; the connection must be closed after the last request; and nothing may print a
traceback. The seed is printed, so that a run can be repeated.

    python tests/load/fuzz.py [SECONDS] [SEED]
"""

# ruff: noqa: T201  (what a program prints is its answer)

import gzip
import random
import re
import socket
import ssl
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.http.wire import TunnelError, dial, over_tls, tunnel
from tests.support.process.ringback import Server

HOST = "conversations.twilio.com"
AUTHORIZATION = b"Authorization: Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDpzZWNyZXQ=\r\n"
HEAD = b"Host: conversations.twilio.com\r\n" + AUTHORIZATION
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
PATH = b"/v1/Conversations"
# Seconds that a connection may stay open after the last request.
TIMEOUT = 10.0


def post(body: bytes, *, path: bytes = PATH, more: bytes = b"") -> bytes:
    """Return an ordinary request with a body."""
    length = b"Content-Length: %d\r\n\r\n" % len(body)
    return b"POST " + path + b" HTTP/1.1\r\n" + HEAD + FORM + more + length + body


def chunked(body: bytes, trailers: bytes = b"", more: bytes = b"") -> bytes:
    """Return a chunked request."""
    head = b"POST " + PATH + b" HTTP/1.1\r\n" + HEAD + FORM + more
    chunks = b"%x\r\n%b\r\n0\r\n%b\r\n" % (len(body), body, trailers)
    return head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks


SEEDS = (
    post(b"FriendlyName=x"),
    post(b"FriendlyName=%ff%fe&Attributes=%7B%22a%22%3A%5B1%5D%7D&UniqueName=%00"),
    post(b"&".join(b"p%d=%d" % (number, number) for number in range(10_000))),
    post(b"Attributes=" + b"[" * 20_000),
    post(b"FriendlyName=x", path=b"/v1//Conversations/../Conversations/%2f"),
    post(b"FriendlyName=x", path=b"https://conversations.twilio.com/v1/Conversations"),
    post(b"FriendlyName=x", path=b"/v1/Conversations?" + b"a=b&" * 5_000),
    post(b"FriendlyName=x", more=b"X-Flood: y\r\n" * 2_000),
    post(b"FriendlyName=x", more=b"X-Long: " + b"y" * 100_000 + b"\r\n"),
    post(b"FriendlyName=x", more=b"Expect: 100-continue\r\n"),
    post(b"FriendlyName=x", more=b"Content-Length: 3\r\n"),
    post(b"FriendlyName=x", more=b"Content-Encoding: gzip\r\n"),
    post(gzip.compress(bytes(50_000_000), 1), more=b"Content-Encoding: gzip\r\n"),
    post(gzip.compress(gzip.compress(bytes(10_000_000))), more=b"Content-Encoding: gzip, gzip\r\n"),
    post(b"FriendlyName=x", more=b"Upgrade: websocket\r\nConnection: Upgrade\r\n"),
    chunked(b"FriendlyName=x"),
    chunked(b"FriendlyName=x", trailers=b"X-Trailer: 1\r\n"),
    chunked(b"FriendlyName=x", more=b"Content-Length: 4\r\n"),
    chunked(b"0\r\n\r\nGET /v1/Conversations HTTP/1.1\r\n" + HEAD + b"\r\n"),
    b"GET " + PATH + b"?PageSize=-1&Page=x&PageToken=%F0 HTTP/1.0\r\n" + HEAD + b"\r\n",
    b"OPTIONS * HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"HEAD " + PATH + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(range(256)),
    b"CONNECT conversations.twilio.com:443 HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    b"SSH-2.0-OpenSSH_9.2\r\n",
    (post(b"FriendlyName=x") + b"GET " + PATH + b" HTTP/1.1\r\n" + HEAD + b"\r\n") * 5,
)
TOKENS = (b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b":", b";", b"%", b"\xff", b"HTTP/1.1",
          b"Transfer-Encoding: chunked\r\n", b"Content-Length: 0\r\n", b"-1", b"99999999999",
          "\u202e\U0001f4a9".encode(), b"\r\n\r\n", b"%2e%2e%2f", b"+")  # fmt: skip


class Fuzz:
    """One run against one server."""

    def __init__(self, server: Server, chance: random.Random) -> None:
        self.server = server
        self.chance = chance
        self.statuses: Counter[str] = Counter()
        ready = server.ready
        self.proxy = ("127.0.0.1", ready.port)
        assert ready.base_url is not None
        self.base_url = ("127.0.0.1", int(ready.base_url.rpartition(":")[2]))

    def mutate(self) -> bytes:
        """Return a random mutation of a request."""
        data = bytearray(self.chance.choice(SEEDS))
        for _ in range(self.chance.choice((0, 1, 1, 2, 3, 8))):
            at = self.chance.randrange(len(data) + 1)
            match self.chance.randrange(5):
                case 0 if at < len(data):
                    data[at] = self.chance.randrange(256)
                case 1:
                    data[at:at] = self.chance.choice(TOKENS)
                case 2:
                    del data[at : at + self.chance.randrange(1, 40)]
                case 3:
                    data[at:at] = data[at : at + self.chance.randrange(1, 400)]
                case _:
                    del data[at:]
        return bytes(data)

    def connect(self, way: str) -> socket.socket:
        """Open a connection of one kind."""
        if way == "base URL":
            return dial(self.base_url)
        if way == "proxy":
            return dial(self.proxy)
        inside = tunnel(self.proxy, f"{HOST}:443")
        return over_tls(inside, self.server.ready.ca, HOST) if way == "TLS" else inside

    def send(self, way: str, data: bytes) -> bytes:
        """Send an input, and return all that is received.

        Raises TimeoutError if the connection is not closed.
        """
        received = b""
        try:
            with self.connect(way) as connection:
                connection.settimeout(TIMEOUT)
                connection.sendall(data)
                if not isinstance(connection, ssl.SSLSocket):
                    connection.shutdown(socket.SHUT_WR)
                else:
                    # TLS has no half-closed connections, so the input ends with blank lines.
                    connection.sendall(b"\r\n\r\n" * 2)
                    connection.settimeout(0.5)
                while more := connection.recv(65_536):
                    received += more
        except (ConnectionError, ssl.SSLError, TunnelError):
            pass
        except TimeoutError:
            if way != "TLS":
                raise
        return received

    def judge(self, received: bytes) -> str | None:
        """Return what is wrong with a reply, or None."""
        status = re.match(rb"HTTP/1\.[01] (\d{3}) ", received)
        if received and status is None and not received.startswith((b"\x15\x03", b"\0\0")):
            return "the reply is not HTTP"
        if status is None:
            self.statuses["closed"] += 1
            return None
        self.statuses[status[1].decode()] += 1
        ours = re.search(rb"(?im)^ringback: (error|miss)", received)
        if status[1].startswith(b"5") and ours is None:
            return "a 5xx that is not Ringback's"
        if status[1] == b"500":
            return "an internal error"
        return None

    def still_serves(self) -> bool:
        """Return whether the next ordinary request is served."""
        return self.server.create(FriendlyName="still there").status_code == 201


def main() -> None:
    """Send invalid input until the time is over; exit with 1 at the first failure."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(2**32)
    print(f"seed {seed}, {seconds:.0f} seconds", flush=True)
    chance = random.Random(seed)
    sent = 0
    with tempfile.TemporaryDirectory() as folder:
        arguments = ("fake", "--base-url-port", "0", "--confdir", f"{folder}/confdir")
        with Server(arguments, Path(folder)) as server:
            fuzz = Fuzz(server, chance)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                way, data = chance.choice(("proxy", "tunnel", "TLS", "base URL")), fuzz.mutate()
                try:
                    wrong = fuzz.judge(fuzz.send(way, data))
                except TimeoutError:
                    wrong = "the connection was not closed"
                sent += 1
                if wrong is None and sent % 20 == 0 and not fuzz.still_serves():
                    wrong = "the next request was not served"
                if wrong is not None:
                    sys.exit(f"{wrong}; input {sent}, {way}: {data!r}")
            if not fuzz.still_serves():
                sys.exit("the next request was not served")
        output = server.stop().stderr
    if "Traceback" in output:
        sys.exit(output[output.index("Traceback") :])
    print(f"{sent} inputs; {dict(fuzz.statuses.most_common())}")


main()
