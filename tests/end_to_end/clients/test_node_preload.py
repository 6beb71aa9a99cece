"""The preload for Node without the product, with a proxy that stores its requests."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ringback_proxy.client_setup import preloads
from tests.support.process.programs import require_program
from tests.support.process.ringback import CREDENTIALS, run
from tests.support.process.waiting import TIMEOUT
from tests.support.twilio.upstream import Upstream
from tests.support.twilio.upstream_proxy import UpstreamProxy

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


# Clients of Twilio that read no variables; each prints what it gets.
TWILIO = {
    "http2": """
        const session = require("http2").connect("https://conversations.twilio.com");
        const stream = session.request({ ":path": "/v1/Conversations" });
        stream.on("response", (headers) => { console.log(headers[":status"]); session.close(); });
    """,
    "http2, left open": """
        const session = require("http2").connect("https://conversations.twilio.com");
        const stream = session.request({ ":path": "/v1/Conversations" });
        stream.on("response", (headers) => { console.log(headers[":status"]); session.unref(); });
        stream.resume();
    """,
    "https, beside an interceptor of CONNECT": """
        const http = require("http");
        http.request = () => { throw new Error("intercepted"); };
        const https = require("https");
        const options = { agent: new https.Agent({ keepAlive: true }) };
        https.get("https://conversations.twilio.com/v1/Conversations", options, (response) => {
          console.log(response.statusCode);
          response.resume();
        });
    """,
    "an agent that an interceptor calls": """
        const { createConnection } = require("https").Agent.prototype;
        const options = { host: "conversations.twilio.com", port: 443 };
        const socket = createConnection.call({}, options, () => {});
        socket.on("secureConnect", () => { console.log(socket.authorized); socket.destroy(); });
    """,
    "tls, options": """
        const options = { host: "conversations.twilio.com", port: 443 };
        const socket = require("tls").connect(options, () => console.log(socket.authorized));
        socket.on("secureConnect", () => socket.destroy());
    """,
    "tls, port and host": """
        const socket = require("tls").connect(443, "Conversations.twilio.com.", {}, () => {
          console.log(socket.authorized);
          socket.end();
        });
    """,
    "a worker with an environment of its own": """
        const { Worker } = require("worker_threads");
        const code = `fetch("https://conversations.twilio.com/v1/Conversations")
          .then((response) => console.log(response.status), (error) => console.log(error.cause))`;
        new Worker(code, { eval: true, env: { A: "1" } });
    """,
}


@pytest.mark.parametrize("client", TWILIO)
def test_a_client_that_reads_no_variables_is_led_to_the_proxy(client: str, tmp_path: Path) -> None:
    command = (require_program("node"), "-e", TWILIO[client])

    finished = run("fake", "--", *command, folder=tmp_path, environment=CREDENTIALS)

    # Without credentials the fake answers 401, as Twilio does.
    assert finished.stdout.strip() in ("401", "true"), finished


def test_a_tunnel_that_is_refused_is_the_client_s_error(
    upstream: Upstream, company: UpstreamProxy
) -> None:
    script = """
        require("tls").connect(443, "conversations.twilio.com")
          .on("error", (error) => console.log(error.message));
    """
    url = company.url.replace("us:", "them:")

    printed = node("", "", upstream, script, HTTPS_PROXY=url)

    assert printed == "the proxy refused a tunnel to conversations.twilio.com:443: 407"


def test_a_worker_keeps_what_its_own_environment_sets(upstream: Upstream) -> None:
    script = """
        const { Worker } = require("worker_threads");
        const code = "console.log(process.env.https_proxy, process.env.A, process.env.NO_SUCH)";
        new Worker(code, { eval: true, env: { A: "1", https_proxy: "own" } });
    """

    printed = node("", "", upstream, script, https_proxy="http://127.0.0.1:1", NO_SUCH="2")

    assert printed == "own 1 undefined"


# Clients that connect to Twilio themselves; the name has no address. Each prints what it gets.
UNKNOWN = "conversations.ringback-test.us1.twilio.com"
UNLED = "for (const name of ['https_proxy', 'HTTPS_PROXY']) delete process.env[name];"
PAST = {
    "https without the variables": f"""
        {UNLED}
        require("https").get("https://{UNKNOWN}").on("error", (error) => console.log(error.code));
    """,
    "fetch without the variables": f"""
        {UNLED}
        fetch("https://{UNKNOWN}").catch((error) => console.log(error.cause.code));
    """,
    "http2 without the variables": f"""
        {UNLED}
        require("http2").connect("https://{UNKNOWN}")
          .on("error", (error) => console.log(error.code));
    """,
    "a socket": f"""
        require("net").connect(80, "{UNKNOWN}").on("error", (error) => console.log(error.code));
    """,
    "a socket, options": f"""
        new (require("net").Socket)().connect({{ port: 80, host: "{UNKNOWN.upper()}." }})
          .on("error", (error) => console.log(error.code));
    """,
    "an address that the client looked up": f"""
        require("tls").connect({{ host: "127.0.0.1", port: 1, servername: "{UNKNOWN}" }})
          .on("error", (error) => console.log(error.code));
    """,
    "a worker": f"""
        const {{ Worker }} = require("worker_threads");
        const code = `require("net").connect(80, "{UNKNOWN}")
          .on("error", (error) => console.log(error.code))`;
        new Worker(code, {{ eval: true, env: {{ A: "1" }} }});
    """,
}


@pytest.mark.parametrize("client", PAST)
def test_a_client_that_goes_past_the_proxy_is_reported(client: str, tmp_path: Path) -> None:
    finished = run(
        "fake", "--", require_program("node"), "-e", f"{{{TWILIO['http2']}}} {{{PAST[client]}}}",
        folder=tmp_path, environment=CREDENTIALS,
    )  # fmt: skip

    assert re.search("^E[A-Z_]+$", finished.stdout, re.MULTILINE), finished
    assert "THE COMMAND WENT PAST THE PROXY: node (process " in finished.stderr, finished
    assert f"looked up {UNKNOWN}." in finished.stderr


@pytest.mark.parametrize("client", TWILIO)
def test_a_client_that_is_led_is_not_reported(client: str, tmp_path: Path) -> None:
    command = (require_program("node"), "-e", TWILIO[client])

    finished = run("fake", "--", *command, folder=tmp_path, environment=CREDENTIALS)

    assert "PAST THE PROXY" not in finished.stderr


def test_a_report_that_cannot_be_written_is_no_error_of_the_program(upstream: Upstream) -> None:
    printed = node("", "", upstream, PAST["a socket"], RINGBACK_BYPASS_FILE="/missing/file")

    assert printed.startswith("E")
