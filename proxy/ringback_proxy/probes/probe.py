"""Creates a conversation with one library. Run by `ringback doctor` with: LIBRARY URL.

Exit status 113 means that the library is not installed. For Python 3.6 and newer.
"""

import sys
from typing import Dict, Tuple  # noqa: UP035 - for older interpreters

ABSENT = 113
CREDENTIALS = ("AC00000000000000000000000000000000", "ringback-doctor")
FORM = {"FriendlyName": "doctor"}


def _encode() -> Tuple[str, Dict[str, str]]:  # noqa: UP006 - for older interpreters
    """Return the body and the headers, for clients that do not make them."""
    from base64 import b64encode
    from urllib.parse import urlencode

    pair = b64encode(":".join(CREDENTIALS).encode()).decode()
    form = "application/x-www-form-urlencoded"
    return urlencode(FORM), {"Authorization": "Basic " + pair, "Content-Type": form}


def _check(status: int) -> None:
    if status >= 400:
        message = f"HTTP error {status}"
        raise OSError(message)


def with_requests(url: str) -> None:
    """Send the request with requests."""
    import requests

    requests.post(url, data=FORM, auth=CREDENTIALS, timeout=20).raise_for_status()


def with_requests_prepared(url: str) -> None:
    """Send the request with requests, prepared before."""
    import requests

    request = requests.Request("POST", url, data=FORM, auth=CREDENTIALS)
    requests.Session().send(request.prepare(), timeout=20).raise_for_status()


def with_httpx(url: str) -> None:
    """Send the request with httpx."""
    import httpx

    httpx.post(url, data=FORM, auth=CREDENTIALS, timeout=20).raise_for_status()


def with_aiohttp(url: str) -> None:
    """Send the request with aiohttp."""
    import asyncio

    import aiohttp

    async def send() -> None:
        auth = aiohttp.BasicAuth(*CREDENTIALS)
        session = aiohttp.ClientSession(raise_for_status=True)
        async with session, session.post(url, data=FORM, auth=auth):
            pass

    asyncio.run(send())


def with_urllib(url: str) -> None:
    """Send the request with the standard library."""
    from urllib.request import Request, urlopen

    body, headers = _encode()
    urlopen(Request(url, data=body.encode(), headers=headers), timeout=20).close()


def with_http_client(url: str) -> None:
    """Send the request with the connections of the standard library."""
    from http.client import HTTPSConnection
    from urllib.parse import urlsplit

    body, headers = _encode()
    connection = HTTPSConnection(urlsplit(url).netloc, timeout=20)
    connection.request("POST", urlsplit(url).path, body, headers)
    _check(connection.getresponse().status)


def with_urllib3(url: str) -> None:
    """Send the request with urllib3."""
    import urllib3

    body, headers = _encode()
    pool = urllib3.PoolManager(retries=False, timeout=20)
    _check(pool.request("POST", url, body=body, headers=headers).status)


def with_httplib2(url: str) -> None:
    """Send the request with httplib2."""
    import httplib2

    body, headers = _encode()
    response, _ = httplib2.Http(timeout=20).request(url, "POST", body, headers)
    _check(response.status)


def with_twilio(_: str) -> None:
    """Send the request with Twilio's client, which uses TWILIO_EDGE and TWILIO_REGION."""
    from twilio.rest import Client

    Client(*CREDENTIALS).conversations.v1.conversations.create(friendly_name="doctor")


def with_twilio_async(_: str) -> None:
    """Send the request with Twilio's asynchronous client."""
    import asyncio

    from twilio.http.async_http_client import AsyncTwilioHttpClient
    from twilio.rest import Client

    async def send() -> None:
        async with AsyncTwilioHttpClient() as http_client:
            client = Client(*CREDENTIALS, http_client=http_client)
            await client.conversations.v1.conversations.create_async(friendly_name="doctor")

    asyncio.run(send())


if __name__ == "__main__":
    try:
        globals()["with_" + sys.argv[1]](sys.argv[2])
    except ImportError as error:
        print(error, file=sys.stderr)  # noqa: T201 - its answer
        sys.exit(ABSENT)
