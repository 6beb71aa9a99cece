"""A proxy of the user's environment, through which everything leaves this machine."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.clients import parse_output, python_client
from tests.support.http.plain import NO_CAS
from tests.support.process.background import Finished
from tests.support.process.launch import PROGRAM
from tests.support.process.ringback import ACCOUNT, CREDENTIALS, TOKEN, run
from tests.support.process.starting import Start
from tests.support.process.waiting import TIMEOUT
from tests.support.twilio.upstream import Upstream
from tests.support.twilio.upstream_proxy import UpstreamProxy

CREATE = python_client("twilio", "FriendlyName=Ada")
SECRET = "s3cr3t-of-the-company"
ASK = (
    "import sys, urllib.request as u, urllib.error as e\n"
    "try: print(u.urlopen(sys.argv[1], timeout=20).status)\n"
    "except e.HTTPError as error: print(error.code)\n"
)


@pytest.fixture
def company(upstream: Upstream) -> Iterator[UpstreamProxy]:
    with UpstreamProxy(("127.0.0.1", upstream.port), f"us:{SECRET}") as proxy:
        yield proxy


def through(
    company: UpstreamProxy, upstream: Upstream, folder: Path, *arguments: str, **environ: str
) -> Finished:
    environment = {**CREDENTIALS, "HTTPS_PROXY": company.url, "SSL_CERT_FILE": str(upstream.ca)}
    finished = run(*arguments, folder=folder, environment={**environment, **environ})
    assert SECRET not in finished.stdout + finished.stderr
    return finished


def ask(url: str) -> tuple[str, ...]:
    return (sys.executable, "-c", ASK, url)


def test_a_tunnelled_host_is_reached_through_the_upstream_proxy(
    tmp_path: Path, upstream: Upstream, company: UpstreamProxy
) -> None:
    finished = through(
        company, upstream, tmp_path, "fake", "--", *ask("https://intranet.example/v1/x")
    )

    assert finished.stdout.strip().isdigit(), finished.stderr
    assert company.requests == ["CONNECT intranet.example:443 HTTP/1.1"]
    assert f"chained to http://127.0.0.1:{company.address[1]}" in finished.stderr


def test_the_upstream_is_reached_through_the_upstream_proxy(
    tmp_path: Path, upstream: Upstream, company: UpstreamProxy
) -> None:
    record = ("record", "-c", "one.yaml", "--upstream-ca", str(upstream.ca), "--")

    finished = through(company, upstream, tmp_path, *record, *CREATE)

    assert parse_output(finished.stdout).status == 201, finished.stderr
    assert company.requests == ["CONNECT conversations.twilio.com:443 HTTP/1.1"]
    assert SECRET not in (tmp_path / "one.yaml").read_text()


def test_in_fake_it_gets_no_request_to_twilio(
    tmp_path: Path, upstream: Upstream, company: UpstreamProxy
) -> None:
    finished = through(company, upstream, tmp_path, "fake", "--", *CREATE)

    assert parse_output(finished.stdout).status == 201
    assert company.requests == []


def test_exempt_hosts_do_not_go_through_the_upstream_proxy(
    tmp_path: Path, upstream: Upstream, company: UpstreamProxy
) -> None:
    record = ("inspect", "--upstream", upstream.url, "--upstream-ca", str(upstream.ca), "--")

    finished = through(company, upstream, tmp_path, *record, *CREATE, NO_PROXY="localhost")

    assert parse_output(finished.stdout).status == 201
    assert company.requests == []


def test_a_plain_request_is_sent_to_it_in_absolute_form(
    tmp_path: Path, upstream: Upstream, company: UpstreamProxy
) -> None:
    url = "http://intranet.example/v1/x"

    through(
        company, upstream, tmp_path, "fake", "--", *ask(url), HTTP_PROXY=company.url
    )  # fmt: skip

    assert company.requests == [f"GET {url} HTTP/1.1"]


def test_its_refusal_is_reported(
    tmp_path: Path, upstream: Upstream, company: UpstreamProxy
) -> None:
    wrong = company.url.replace(SECRET, "wrong")
    command = ask("https://intranet.example/v1/x")

    finished = through(company, upstream, tmp_path, "fake", "--", *command, HTTPS_PROXY=wrong)

    assert finished.status == 1
    assert "refused HTTP CONNECT request: 407" in finished.stderr


def test_a_nested_ringback_ignores_the_proxy_of_its_parent(
    tmp_path: Path, upstream: Upstream, company: UpstreamProxy
) -> None:
    nested = (*PROGRAM, "replay", "-c", "none.yaml", "--", *ask("https://intranet.example/v1/x"))
    (tmp_path / "none.yaml").write_text("version: 1\ninteractions: []\n")

    finished = through(company, upstream, tmp_path, "fake", "--", *nested)

    assert finished.stdout.strip().isdigit(), finished.stderr
    assert company.requests == ["CONNECT intranet.example:443 HTTP/1.1"]


def test_requests_over_the_base_url_go_through_the_upstream_proxy(
    start: Start, upstream: Upstream, company: UpstreamProxy
) -> None:
    environment = {"HTTPS_PROXY": company.url}
    server = start(
        "inspect", "--base-url-port", "0", "--upstream-ca", upstream.ca, environment=environment
    )

    with httpx.Client(trust_env=False, verify=NO_CAS, timeout=TIMEOUT) as client:
        url = f"{server.ready.base_url}/v1/Conversations"
        created = client.post(url, auth=(ACCOUNT, TOKEN))

    assert created.status_code == 201
    assert company.requests == ["CONNECT conversations.twilio.com:443 HTTP/1.1"]


def test_a_server_named_by_its_own_variables_does_not_use_itself(
    start: Start, upstream: Upstream
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ours = f"http://127.0.0.1:{port}"

    server = start(
        "inspect", *upstream.arguments, "--port", str(port), environment={"HTTPS_PROXY": ours}
    )

    assert server.create(FriendlyName="Ada").status_code == 201
    assert "chained" not in server.stderr
