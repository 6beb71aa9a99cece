"""A client over one kept connection, which counts what it gets."""

import json
import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.support.chaos.account import LOST, Account
from tests.support.process.ringback import ACCOUNT, TOKEN
from tests.support.process.waiting import TIMEOUT

_HOST = "conversations.twilio.com"
_HEADERS = {
    "Authorization": "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode(),
    "Content-Type": "application/x-www-form-urlencoded",
}
# Twilio's "Service Unavailable": nothing was done.
UNAVAILABLE = 503


class Api:
    """A client with one kept connection: through the proxy with a `ca`, else to the base URL."""

    def __init__(self, url: str, account: Account, ca: Path | None = None) -> None:
        self._account = account
        address = urlsplit(url).netloc
        if ca is None:
            self._connection = HTTPConnection(address, timeout=TIMEOUT)
        else:
            trust = ssl.create_default_context(cafile=ca)
            self._connection = HTTPSConnection(address, timeout=TIMEOUT, context=trust)
            self._connection.set_tunnel(_HOST, 443)

    def ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> tuple[int, Any]:
        """Return the status and the document of a reply; LOST without one."""
        body = urlencode(form) if form is not None else None
        try:
            self._connection.request(method, f"/v1{path}", body, _HEADERS)
            response = self._connection.getresponse()
            status, content = response.status, response.read()
        except (OSError, HTTPException):
            self._connection.close()
            status, content = LOST, b""
        self._account.note_status(status)
        return status, json.loads(content or b"null")

    def read(self, path: str) -> Any:
        """Return the document of a GET, which is sent until there is a reply."""
        while True:
            status, document = self.ask("GET", path)
            if status == 200:
                return document
            if status not in (LOST, UNAVAILABLE):
                self._account.complain(f"GET {path}: {status} {document}")
                return None

    def read_all(self, path: str, key: str) -> Iterator[Any]:
        """Yield the items of a list, page by page."""
        following: str | None = path
        while following:
            document = self.read(following)
            if document is None:
                return
            yield from document[key]
            url = document["meta"]["next_page_url"]
            following = url and url.partition("/v1")[2]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
