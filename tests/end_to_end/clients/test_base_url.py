"""The base URL over plain HTTP: the same API and cassettes, and links that lead back to it."""

from pathlib import Path

import httpx
import pytest

from tests.support.http.plain import NO_CAS
from tests.support.process.ringback import ACCOUNT, CONVERSATIONS, TOKEN, Server
from tests.support.process.starting import Start
from tests.support.twilio.upstream import Upstream

AUTH = (ACCOUNT, TOKEN)


def over_base_url(server: Server, host: str | None = None, **form: str) -> httpx.Response:
    """Create a conversation over the base URL, with another host name."""
    headers = {} if host is None else {"Host": host}
    url = f"{server.ready.base_url}/v1/Conversations"
    return httpx.post(url, data=form, auth=AUTH, headers=headers, trust_env=False, verify=NO_CAS)


@pytest.mark.parametrize("host", [None, "docker.internal:99", "ringback"])
def test_links_lead_to_the_host_that_the_client_used(fake: Server, host: str | None) -> None:
    created = over_base_url(fake, host).json()

    base = fake.ready.base_url if host is None else f"http://{host}"
    url = f"{base}/v1/Conversations/{created['sid']}"
    assert created["url"] == url
    assert created["links"]["messages"] == f"{url}/Messages"


def test_the_proxy_and_the_base_url_share_the_state(fake: Server) -> None:
    created = over_base_url(fake).json()

    with fake.client() as client:
        fetched = client.get(f"{CONVERSATIONS}/{created['sid']}").json()

    assert fetched["sid"] == created["sid"]
    assert fetched["url"] == f"{CONVERSATIONS}/{created['sid']}"


def test_a_cassette_recorded_through_the_proxy_plays_over_the_base_url(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    cassette = ("--cassette", tmp_path / "one.yaml", "--base-url-port", "0")
    recorded = start("record", *cassette, *upstream.arguments).create(FriendlyName="Ada")

    replayed = over_base_url(start("replay", *cassette), "docker.internal:99", FriendlyName="Ada")

    moved = recorded.text.replace("https://conversations.twilio.com", "http://docker.internal:99")
    assert replayed.text == moved
    assert replayed.headers["ringback"] == 'cassette;file="one.yaml";index=1'


def test_a_cassette_recorded_over_the_base_url_plays_through_the_proxy(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    cassette = ("--cassette", tmp_path / "one.yaml", "--base-url-port", "0")
    recorded = over_base_url(start("record", *cassette, *upstream.arguments), FriendlyName="Ada")

    replayed = start("replay", *cassette).create(FriendlyName="Ada")

    assert recorded.json()["url"].startswith("http://127.0.0.1:")
    assert recorded.headers["ringback"] == "live"
    assert replayed.json()["url"] == f"{CONVERSATIONS}/{recorded.json()['sid']}"
