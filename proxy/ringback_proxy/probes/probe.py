"""Creates a conversation with one library. Run by `ringback doctor` with: LIBRARY URL.

Exit status 113 means that the library is not installed. For Python 3.6 and newer.
"""

import sys

ABSENT = 113
CREDENTIALS = ("AC00000000000000000000000000000000", "ringback-doctor")
FORM = {"FriendlyName": "doctor"}


def with_requests(url: str) -> None:
    """Send the request with requests."""
    import requests

    requests.post(url, data=FORM, auth=CREDENTIALS, timeout=20).raise_for_status()


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
    from base64 import b64encode
    from urllib.parse import urlencode
    from urllib.request import Request, urlopen

    request = Request(url, data=urlencode(FORM).encode())
    pair = b64encode(":".join(CREDENTIALS).encode()).decode()
    request.add_header("Authorization", "Basic " + pair)
    urlopen(request, timeout=20).close()


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
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(ABSENT)
