"""What clients of proxies with one state do with unique names."""

import httpx

from tests.support.http.plain import NO_CAS
from tests.support.process.ringback import ACCOUNT, TOKEN, Server
from tests.support.process.waiting import TIMEOUT


def client(server: Server) -> httpx.Client:
    """Return a client of a proxy's base URL."""
    assert server.ready.base_url is not None
    base = f"{server.ready.base_url}/v1"
    return httpx.Client(
        base_url=base, auth=(ACCOUNT, TOKEN), trust_env=False, verify=NO_CAS, timeout=TIMEOUT
    )


def list_names(api: httpx.Client) -> list[str]:
    """Return the unique names of all conversations, page by page."""
    names, url = [], "/Conversations?PageSize=10"
    while url:
        page = api.get(url).json()
        names += [one["unique_name"] for one in page["conversations"]]
        url = page["meta"]["next_page_url"]
    return names
