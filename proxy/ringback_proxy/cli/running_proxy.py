"""The control API of a running proxy, as the command line calls it."""

import json
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlsplit

from ringback.errors import RingbackError, UsageError
from ringback_proxy.runtime_files.ready_file import Ready

# In seconds; longer than any call waits.
_TIMEOUT = 90.0


class RunningProxy:
    """Calls the control API for one session of a proxy.

    Methods raise UsageError for what the proxy refuses, and RingbackError if it is gone.
    """

    def __init__(self, ready: Ready, session: str) -> None:
        self._ready = ready
        self._session = session

    def call(self, method: str, path: str, document: Any = None) -> Any:
        """Return the JSON of an answer."""
        try:
            status, content = self._exchange(method, path, document)
        except (OSError, HTTPException) as error:
            raise RingbackError(
                f"the proxy on port {self._ready.port} does not answer ({error}); is it running?"
            ) from None
        answer = json.loads(content)
        if status >= 400:
            raise UsageError(answer["message"].removeprefix("ringback: "))
        return answer

    def _exchange(self, method: str, path: str, document: Any) -> tuple[int, bytes]:
        url = urlsplit(self._ready.control_url)
        # Not through a proxy that the environment names.
        connection = HTTPConnection(str(url.hostname), url.port, timeout=_TIMEOUT)
        headers = {
            "Authorization": f"Bearer {self._ready.control_token}",
            "Content-Type": "application/json",
        }
        body = None if document is None else json.dumps(document)
        target = f"{url.path}/sessions/{quote(self._session, safe='')}{path}"
        try:
            connection.request(method, target, body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()
