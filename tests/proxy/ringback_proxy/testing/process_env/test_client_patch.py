import subprocess
import sys

import aiohttp.client
import aiohttp.connector
import pytest

from ringback_proxy.testing.process_env.client_patch import patch_clients

# In a program of its own, since aiohttp is imported here already.
CREATE = """
import asyncio, sys
import ringback_proxy
{before}

def create():
    from twilio.http.async_http_client import AsyncTwilioHttpClient
    from twilio.rest import Client

    async def once():
        async with AsyncTwilioHttpClient() as http_client:
            client = Client("AC" + "1" * 32, "t", http_client=http_client)
            await client.conversations.v1.conversations.create_async(friendly_name="x")

    asyncio.run(once())

with ringback_proxy.serve() as first:
    create()
    print(len(first.requests))
with ringback_proxy.serve() as second:
    create()
    print(len(second.requests))
"""


@pytest.mark.parametrize("before", ["", "import aiohttp"], ids=["imported later", "imported first"])
def test_twilio_s_asynchronous_client_uses_the_proxy(before: str) -> None:
    program = (sys.executable, "-c", CREATE.format(before=before))
    assert subprocess.check_output(program, text=True).split() == ["1", "1"]


def test_everything_is_restored() -> None:
    def changed() -> tuple[object, object, int]:
        context = aiohttp.connector._SSL_CONTEXT_VERIFIED
        return aiohttp.client.ClientSession.__init__, context, len(sys.meta_path)

    before = changed()
    with patch_clients():
        assert changed()[:2] != before[:2]
    assert changed() == before


def test_without_aiohttp_the_finder_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "aiohttp.client")
    before = list(sys.meta_path)
    with patch_clients():
        assert len(sys.meta_path) == len(before) + 1
    assert sys.meta_path == before
