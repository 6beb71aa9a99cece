"""The preload for Node without the product, with a proxy that stores its requests."""

import os
import subprocess
from collections.abc import Iterator

import pytest

from ringback_proxy.client_setup import preloads
from tests.support.programs import require_program
from tests.support.upstream import Upstream
from tests.support.upstream_proxy import UpstreamProxy
from tests.support.waiting import TIMEOUT

ASKING = {
    "https": """
        require("https").get(process.argv[1], (r) => { r.resume(); console.log(r.statusCode); })
          .on("error", (error) => console.log(error.message));
    """,
    "https with an agent": """
        const https = require("https");
        https.get(process.argv[1], { agent: new https.Agent() },
          (r) => { r.resume(); console.log(r.statusCode); })
          .on("error", (error) => console.log(error.message));
    """,
    "fetch": """
        fetch(process.argv[1])
          .then((r) => console.log(r.status), (error) => console.log(error.cause.message));
    """,
}
OWN_DISPATCHER = """
    fetch("data:,").catch(() => {});
    const key = Symbol.for("undici.globalDispatcher.1");
    const direct = new globalThis[key].constructor();
    class Own {
      dispatch(...given) { console.log("its own"); return direct.dispatch(...given); }
    }
    globalThis[key] = new Own();
"""
each = pytest.mark.parametrize("way", ASKING)


@pytest.fixture
def company(upstream: Upstream) -> Iterator[UpstreamProxy]:
    with UpstreamProxy(("127.0.0.1", upstream.port), "us:secret") as proxy:
        yield proxy


def node(way: str, url: str, upstream: Upstream, script: str = "", **environ: str) -> str:
    return subprocess.run(
        (require_program("node"), "-e", script or ASKING[way], url),
        env={
            **os.environ,
            "NODE_USE_ENV_PROXY": "1",
            "NODE_EXTRA_CA_CERTS": str(upstream.ca),
            "NODE_OPTIONS": preloads.make_variables({})["NODE_OPTIONS"],
            **environ,
        },
        capture_output=True, text=True, check=True, timeout=TIMEOUT,
    ).stdout.strip()  # fmt: skip


@each
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
def test_a_request_goes_through_the_proxy(
    way: str, name: str, upstream: Upstream, company: UpstreamProxy
) -> None:
    output = node(way, "https://intranet.example/v1/x", upstream, **{name: company.url})

    assert output.isdigit()
    assert company.requests == ["CONNECT intranet.example:443 HTTP/1.1"]


@each
@pytest.mark.parametrize("exempt", ["localhost", "*", "localhost:{port}", "a.example, .localhost"])
def test_an_exempt_host_is_reached_directly(
    way: str, exempt: str, upstream: Upstream, company: UpstreamProxy
) -> None:
    no_proxy = exempt.format(port=upstream.port)

    output = node(way, upstream.url, upstream, HTTPS_PROXY=company.url, NO_PROXY=no_proxy)

    assert output.isdigit()
    assert company.requests == []


@each
def test_another_port_is_not_exempt(way: str, upstream: Upstream, company: UpstreamProxy) -> None:
    company.credentials = None

    node(way, upstream.url, upstream, HTTPS_PROXY=company.url, NO_PROXY="localhost:1")

    assert company.requests == [f"CONNECT localhost:{upstream.port} HTTP/1.1"]


@each
def test_a_refusal_of_the_proxy_is_an_error_of_the_client(
    way: str, upstream: Upstream, company: UpstreamProxy
) -> None:
    url = company.url.replace("us:", "them:")

    output = node(way, "https://intranet.example/", upstream, HTTPS_PROXY=url)

    assert output
    assert not output.isdigit()


@each
def test_without_a_proxy_nothing_changes(way: str, upstream: Upstream) -> None:
    assert node(way, upstream.url, upstream).isdigit()


def test_a_dispatcher_of_the_program_stays(upstream: Upstream, company: UpstreamProxy) -> None:
    script = OWN_DISPATCHER + ASKING["fetch"]

    output = node("", upstream.url, upstream, script, HTTPS_PROXY=company.url)

    assert output.splitlines()[0] == "its own"
