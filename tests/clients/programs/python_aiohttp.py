"""aiohttp, which takes no proxy from the environment by itself."""

import asyncio
import os
import sys

import aiohttp

URL = "https://conversations.twilio.com/v1/Conversations"


async def main() -> None:
    auth = aiohttp.BasicAuth(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
    async with aiohttp.ClientSession() as session:
        async with session.post(URL, data={"FriendlyName": "Ada"}, auth=auth) as created:
            conversation = await created.json()
        async with session.get(sys.argv[1]) as other:
            print(created.status, conversation["sid"], other.status)


asyncio.run(main())
