"""The SIDs that Twilio gave, in the order in which the fake needs them."""

import json

from ringback.http.messages import Response
from ringback.twilio.values.sid_sources import RandomSids


class RecordedSids:
    """A source of SIDs whose next one of a kind is the one that a recorded reply shows.

    So the fake makes a resource under the SID that later recordings name. SIDs that no reply shows
    are random.
    """

    def __init__(self) -> None:
        self._random = RandomSids()
        self._expected = ""

    def expect(self, response: Response) -> None:
        """Return the SID of a reply's resource when the next SID of its kind is asked for."""
        try:
            document = json.loads(response.body)
        except (ValueError, RecursionError):
            document = None
        sid = document.get("sid") if isinstance(document, dict) else None
        self._expected = sid if isinstance(sid, str) else ""

    def next(self, prefix: str) -> str:
        """Return the expected SID once, if it is of this kind, else a random one."""
        expected = self._expected
        if prefix and expected.startswith(prefix):
            self._expected = ""
            return expected
        return self._random.next(prefix)

    def derive(self, prefix: str, cause: str) -> str:
        """Return the SID of a cause, which is the same in every run."""
        return self._random.derive(prefix, cause)
