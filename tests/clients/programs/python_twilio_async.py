"""Twilio's own asynchronous client, then aiohttp, which it is built on."""

import asyncio
import os
import sys

import aiohttp
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client


async def main() -> None:
    sid, token = os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"]
    async with AsyncTwilioHttpClient() as http_client:
        client = Client(sid, token, http_client=http_client)
        conversations = client.conversations.v1.conversations
        conversation = await conversations.create_async(friendly_name="Ada")
    async with aiohttp.ClientSession() as session, session.get(sys.argv[1]) as other:
        print(201, conversation.sid, other.status)


asyncio.run(main())
