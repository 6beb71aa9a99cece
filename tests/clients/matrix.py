"""Every client, unmodified and without set-up: `make test-clients`.

Each creates a conversation through `fake --`, and in the same process sends a request to another
host, whose CA only the user's own variables name. Only an upstream proxy knows that host's name, so
an answer from it shows that the request was tunnelled, and went through the upstream proxy.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clients.runtimes import CLIENTS, GO_CACHE, Client
from tests.support.process.ringback import CREDENTIALS, run
from tests.support.twilio.upstream import Upstream
from tests.support.twilio.upstream_proxy import UpstreamProxy

OTHER = "https://intranet.example/v1/Conversations"
RESULTS = Path(__file__).with_name("results.json")


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    with Upstream(tmp_path_factory.mktemp("upstream")) as upstream:
        yield upstream


@pytest.fixture
def company(upstream: Upstream) -> Iterator[UpstreamProxy]:
    upstream.reset()
    with UpstreamProxy(("127.0.0.1", upstream.port), "us:secret") as proxy:
        yield proxy


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_a_client_needs_no_set_up(
    client: Client, tmp_path: Path, upstream: Upstream, company: UpstreamProxy
) -> None:
    own_ca = str(upstream.ca)
    names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    environment = {
        **CREDENTIALS,
        **dict.fromkeys(names, own_ca),
        "HTTPS_PROXY": company.url,
        "GOCACHE": str(GO_CACHE),
    }

    other = () if client.twilio_only else (OTHER,)

    finished = run(
        "fake", "--", *client.command(), *other, folder=tmp_path, environment=environment
    )  # fmt: skip

    assert finished.status == 0, finished.stdout + finished.stderr
    printed = r"201 CH[0-9a-f]{32}" + r" \d{3}" * len(other)
    assert re.fullmatch(printed, finished.stdout.strip()), finished
    assert "1 exchange" in finished.stderr
    hosts = ["intranet.example"] * len(other)
    assert [seen.headers["Host"] for seen in upstream.requests] == hosts
    # The upstream proxy got no request to Twilio.
    assert company.requests == [f"CONNECT {host}:443 HTTP/1.1" for host in hosts]
    store_version(client)


def store_version(client: Client) -> None:
    """Store the version that a client was tried with, if WRITE_RESULTS is set."""
    if "WRITE_RESULTS" in os.environ:
        results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        results[client.name] = client.version()
        ordered = {each.name: results[each.name] for each in CLIENTS if each.name in results}
        RESULTS.write_text(json.dumps(ordered, indent=2, ensure_ascii=False) + "\n")
