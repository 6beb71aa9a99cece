"""How the cost of the fake's operations grows with its state: python benchmarks/state.py [SIZE]

Asks the model of the API without any proxy. A state of SIZE conversations (10,000 by default) with
ten messages, a telephone and a user each is compared with one of a tenth of that; a ratio near 1
means that nothing scans.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import gc
import json
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ringback.http.messages import Headers, Request
from ringback.twilio.api import Reply, TwilioApi
from ringback.twilio.values.sid_sources import RandomSids

ACCOUNT = "AC" + "a" * 32
HEADERS = Headers(
    (
        ("Authorization", "Basic " + b64encode(f"{ACCOUNT}:token".encode()).decode()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    )
)
MESSAGES = 10
ROUNDS = 5
CALLS = 300


class PopulatedFake:
    """A fake with conversations c0, c1, ... of ten messages each, and users u0, u1, ..."""

    def __init__(self) -> None:
        self.api = TwilioApi(clock=lambda: datetime.now(UTC), sids=RandomSids())
        self.size = 0
        self.users = 0
        self.populated: list[int] = []  # those with messages

    def ask(self, method: str, target: str, body: str = "") -> Any:
        """Send a request to the fake and return its reply's JSON; stop if it is refused."""
        request = Request(
            method, "https", "conversations.twilio.com", 443, "/v1" + target, HEADERS, body.encode()
        )
        answer = self.api.answer(request)
        if not isinstance(answer, Reply) or answer.response.status >= 400:
            raise SystemExit(f"{method} {target}: {answer}")
        return json.loads(answer.response.body or b"null")

    def create(self) -> None:
        """Create the next conversation."""
        self.ask("POST", "/Conversations", f"UniqueName=c{self.size}&FriendlyName=hello")
        self.size += 1

    def create_user(self) -> None:
        """Create the next user, who takes part in nothing."""
        self.ask("POST", "/Users", f"Identity=extra{self.users}")
        self.users += 1

    def grow(self, size: int) -> None:
        """Create conversations and messages up to a size."""
        while self.size < size:
            name = self.size
            self.populated.append(name)
            self.create()
            people = f"/Conversations/c{name}/Participants"
            self.ask("POST", people, f"Identity=u{name}")
            telephone = f"MessagingBinding.Address=%2B1555{name:07}"
            self.ask("POST", people, f"{telephone}&MessagingBinding.ProxyAddress=%2B15559999999")
            for _ in range(MESSAGES):
                self.ask("POST", f"/Conversations/c{name}/Messages", f"Body=hello&Author=u{name}")


def cost(operation: Callable[[], None]) -> float:
    """Return the best of some rounds, in microseconds of CPU time a call."""
    best = float("inf")
    for _ in range(ROUNDS):
        gc.collect()
        start = time.process_time()
        for _ in range(CALLS):
            operation()
        best = min(best, (time.process_time() - start) / CALLS)
    return best * 1e6


def measure(fake: PopulatedFake) -> dict[str, float]:
    """Return the cost of each operation, in microseconds."""
    number = fake.populated[len(fake.populated) // 2]
    middle, user = f"/Conversations/c{number}", f"/Users/u{number}"
    message = fake.ask("GET", f"{middle}/Messages?PageSize=1")["messages"][0]["sid"]
    return {
        "create": cost(fake.create),
        "fetch by name": cost(lambda: fake.ask("GET", middle)),
        "list, first page of 50": cost(lambda: fake.ask("GET", "/Conversations")),
        "send a message": cost(lambda: fake.ask("POST", f"{middle}/Messages", "Body=hello")),
        "list messages": cost(lambda: fake.ask("GET", f"{middle}/Messages?PageSize=10")),
        "list receipts": cost(lambda: fake.ask("GET", f"{middle}/Messages/{message}/Receipts")),
        "create a user": cost(fake.create_user),
        "fetch a user by identity": cost(lambda: fake.ask("GET", user)),
        "list users, first page": cost(lambda: fake.ask("GET", "/Users")),
        "list a user's conversations": cost(lambda: fake.ask("GET", f"{user}/Conversations")),
        "mute a conversation": cost(
            lambda: fake.ask("POST", f"{user}/Conversations/c{number}", "NotificationLevel=muted")
        ),
    }


def main() -> None:
    """Compare a state with one of ten times its size."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    fake = PopulatedFake()
    fake.grow(size // 10)
    small = measure(fake)
    fake.grow(size)
    large = measure(fake)
    sizes = f"{size // 10:,} and with {size:,} conversations"
    print(f"microseconds of CPU time a call with {sizes}, and the ratio")
    for name, before in small.items():
        print(f"{name:28} {before:8.0f} {large[name]:8.0f} {large[name] / before:8.2f}")


if __name__ == "__main__":
    main()
