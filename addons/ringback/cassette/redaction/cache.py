"""Keep the headers that were redacted: clients repeat theirs."""

from collections.abc import Callable

from ringback.cassette.redaction.caller.authorization import Caller
from ringback.http.messages import Headers

# The numbers of known secrets and accounts. What was redacted with fewer may be out of date.
Knowledge = tuple[int, int]
_MOST_HEADERS = 64


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
