"""A program under measure: new clients of Twilio's with one create each.

python benchmarks/new_client_program.py TIMES [PORT]

Prints the median wall time and the processor time of one, in milliseconds. With a PORT the API is
a server on this machine, without a proxy.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import socket
import statistics
import sys
import time

from twilio.rest import Client


def create() -> None:
    """Create a conversation with a new client, and close its connection."""
    client = Client("AC" + "0" * 32, "secret")
    client.conversations.v1.conversations.create(friendly_name="printer on fire")
    client.http_client.session.close()


def lead_to(port: int) -> None:
    """Resolve every host to a port of this machine."""
    original = socket.getaddrinfo
    socket.getaddrinfo = lambda *_, **__: original("127.0.0.1", port, type=socket.SOCK_STREAM)


def main() -> None:
    """Measure, and print."""
    if sys.argv[2:]:
        lead_to(int(sys.argv[2]))
    create()
    walls, times = [], int(sys.argv[1])
    used = time.process_time()
    for _ in range(times):
        began = time.perf_counter()
        create()
        walls.append(time.perf_counter() - began)
    used = time.process_time() - used
    print(statistics.median(walls) * 1000, used / times * 1000)


main()
