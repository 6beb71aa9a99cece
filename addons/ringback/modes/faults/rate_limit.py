"""Twilio's rate limits: so many writes in a second, for each operation and place.

Which operations a service counts, and which a conversation, is in Twilio's limits. INFERRED
(fidelity: rate-limit-window): each operation is counted by itself, a second is any second, and a
request that is refused does not count.
"""

import time
from collections import deque
from collections.abc import Callable
from urllib.parse import unquote

from ringback.http import basic_auth
from ringback.http.messages import Request
from ringback.twilio.values import hosts

_WRITES = frozenset(("POST", "DELETE"))
_DEFAULT_SERVICE = "default"
# How many places are remembered, before those without a recent request are forgotten.
_KEPT = 10_000

# The operation, and the service or conversation whose limit it is.
Place = tuple[str, ...]


class RateLimit:
    """Admits `per_second` writes in any second; `clock` returns seconds."""

    def __init__(self, per_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._clock = clock
        self._passed: dict[Place, deque[float]] = {}

    def admit(self, request: Request) -> bool:
        """Return whether a request passes, and count it if it does."""
        place = find_place(request)
        if place is None:
            return True
        now = self._clock()
        passed = self._passed.setdefault(place, deque())
        while passed and now - passed[0] >= 1:
            passed.popleft()
        if len(passed) >= self._per_second:
            return False
        passed.append(now)
        if len(self._passed) > _KEPT:
            self._forget(now)
        return True

    def _forget(self, now: float) -> None:
        self._passed = {
            place: passed
            for place, passed in self._passed.items()
            if passed and now - passed[-1] < 1
        }


def find_place(request: Request) -> Place | None:
    """Return what a request is counted under; None for what has no limit, such as a read."""
    if request.method not in _WRITES or not hosts.is_conversations(request.host):
        return None
    segments = [unquote(segment) for segment in request.path.strip("/").split("/")][1:]
    service = _DEFAULT_SERVICE
    if segments[:1] == ["Services"] and len(segments) > 2:
        service, segments = segments[1], segments[2:]
    operation = (request.method, "/".join(segments[::2]), str(len(segments) % 2))
    conversation = "" if _is_of_service(request.method, segments) else segments[1]
    return (_find_account(request), service, conversation, *operation)


def _is_of_service(method: str, segments: list[str]) -> bool:
    """Whether a service counts the request; else the conversation in it does."""
    if segments[:1] != ["Conversations"] or len(segments) == 1:
        return True
    return method == "DELETE" and len(segments) == 2


def _find_account(request: Request) -> str:
    """Return the account of the credentials; all API keys count as one."""
    credentials = basic_auth.parse(request.headers.get("Authorization"))
    user = credentials.user.decode("latin-1") if credentials else ""
    return user if user.startswith("AC") else ""
