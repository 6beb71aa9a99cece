"""httpx, asynchronous."""

import asyncio
import os
import sys

import httpx

URL = "https://conversations.twilio.com/v1/Conversations"


async def main() -> None:
    auth = (os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
    async with httpx.AsyncClient(timeout=20) as client:
        created = await client.post(URL, data={"FriendlyName": "Ada"}, auth=auth)
        other = await client.get(sys.argv[1])
    print(created.status_code, created.json()["sid"], other.status_code)


asyncio.run(main())
