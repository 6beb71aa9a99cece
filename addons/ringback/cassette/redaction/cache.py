"""Keep what was redacted, so that no request is redacted twice and no client's headers are."""

from collections.abc import Callable

from ringback.cassette.redaction.caller.authorization import Caller
from ringback.http.messages import Headers, Request

# The numbers of known secrets and accounts. What was redacted with fewer may be out of date.
Knowledge = tuple[int, int]
_MOST_PREPARED = 16
_MOST_HEADERS = 64


class PreparedRequests:
    """Requests that were redacted in advance, each of which is used once."""

    def __init__(self) -> None:
        self._prepared: dict[int, tuple[Request, Knowledge, Request]] = {}

    def add(self, request: Request, knowledge: Knowledge, redacted: Request) -> None:
        """Keep a redacted request until it is asked for."""
        if len(self._prepared) >= _MOST_PREPARED:  # of requests that were refused meanwhile
            self._prepared = {}
        self._prepared[id(request)] = (request, knowledge, redacted)

    def pop(self, request: Request, knowledge: Knowledge) -> Request | None:
        """Remove and return a redacted request; None if it is missing or out of date."""
        prepared = self._prepared.pop(id(request), None) if self._prepared else None
        if prepared is None or prepared[:2] != (request, knowledge):
            return None
        return prepared[2]


class HeaderCache:
    """The redacted headers of the last requests; clients repeat theirs."""

    def __init__(self) -> None:
        self._redacted: dict[object, Headers] = {}

    def redact(
        self,
        headers: Headers,
        caller: Caller,
        knowledge: Knowledge,
        redact: Callable[[Headers], Headers],
    ) -> Headers:
        """Return redacted headers; `redact` is called if they are not known."""
        key = headers.pairs, caller, knowledge
        known = self._redacted.get(key)
        if known is None:
            if len(self._redacted) >= _MOST_HEADERS:
                self._redacted = {}
            known = self._redacted[key] = redact(headers)
        return known
