"""Meets each fault with Twilio's client, requests and httpx; prints what became of each request.

Its arguments are `FAULT:SECONDS`, the time-out of the client. It orders the faults itself.
"""

import json
import os
import sys
import urllib.request
from typing import Any, ClassVar, Protocol

import httpx
import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

URL = "https://conversations.twilio.com/v1/Conversations"
AUTH = (os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def control(method: str, path: str, document: object = None) -> Any:
    """Call the control API about the session that the proxy has by default."""
    request = urllib.request.Request(
        f"{os.environ['RINGBACK_CONTROL_URL']}/sessions/default{path}",
        None if document is None else json.dumps(document).encode(),
        {
            "Authorization": f"Bearer {os.environ['RINGBACK_CONTROL_TOKEN']}",
            "Content-Type": "application/json",
        },
        method=method,
    )
    with DIRECT.open(request) as answer:
        return json.load(answer)


# A time-out that is meant to pass counts from a connection that is open.
PATIENCE = 30.0


class Twilio:
    """Twilio's client."""

    options: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        self.http_client = TwilioHttpClient(timeout=PATIENCE, **self.options)
        self.client = Client(*AUTH, http_client=self.http_client)

    def ask(self, method: str, timeout: float) -> int:
        self.http_client.timeout = timeout
        if method == "POST":
            self.client.conversations.v1.conversations.create(friendly_name="Printer")
            return 201
        self.client.conversations.v1.conversations.list(limit=1)
        return 200


class TwilioWithRetries(Twilio):
    """The same, with its own retries."""

    options: ClassVar[dict[str, int]] = {"max_retries": 3}


class Requests:
    """A session of requests."""

    def __init__(self) -> None:
        self.url = URL
        self.session = requests.Session()

    def ask(self, method: str, timeout: float) -> int:
        answer = self.session.request(method, self.url, auth=AUTH, timeout=timeout)
        return answer.status_code


class RequestsWithoutProxy(Requests):
    """A session that retries as Twilio's client does, and goes through no proxy."""

    def __init__(self) -> None:
        super().__init__()
        self.url = f"{control('GET', '')['base_url']}/v1/Conversations"
        self.session.trust_env = False
        self.session.mount("http://", requests.adapters.HTTPAdapter(max_retries=3))


class Httpx:
    """A client of httpx."""

    def __init__(self) -> None:
        self.client = httpx.Client()

    def ask(self, method: str, timeout: float) -> int:
        return self.client.request(method, URL, auth=AUTH, timeout=timeout).status_code


class Asks(Protocol):
    """A client that sends one request, and returns its status."""

    def ask(self, method: str, timeout: float) -> int: ...


CLIENTS: dict[str, type[Asks]] = {
    "twilio-python": Twilio,
    "twilio-python max_retries=3": TwilioWithRetries,
    "requests": Requests,
    "requests max_retries=3, without a proxy": RequestsWithoutProxy,
    "httpx": Httpx,
}


def name_error(error: Exception) -> str:
    """Return an exception's name, with the status of one of Twilio's."""
    status = getattr(error, "status", None)
    package = type(error).__module__.partition(".")[0]
    name = type(error).__name__
    return f"{name} {status}" if status else f"{package}.{name}"


def meet(client: type[Asks], method: str, fault: str, timeout: float) -> str:
    """Return the status that a client reports, or the exception that it raises."""
    asking = client()
    if timeout < PATIENCE:
        asking.ask(method, PATIENCE)
    control("PUT", "/faults", [f"{fault},times=1"])
    try:
        return str(asking.ask(method, timeout))
    except Exception as error:  # noqa: BLE001 - which one it is is what is asked
        return name_error(error)


if __name__ == "__main__":
    FAULTS = [argument.rpartition(":")[::2] for argument in sys.argv[1:]]
    found = {
        name: {
            fault: {
                method: meet(client, method, fault, float(timeout)) for method in ("POST", "GET")
            }
            for fault, timeout in FAULTS
        }
        for name, client in CLIENTS.items()
    }
    json.dump(found, sys.stdout)
