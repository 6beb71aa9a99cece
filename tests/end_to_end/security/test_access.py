"""Access to the proxy from another machine, which is a network namespace."""

from pathlib import Path

import pytest

from tests.support.process.other_machine import OtherMachine, needs_namespaces
from tests.support.process.ringback import Server
from tests.support.process.starting import Start

PROXY_AUTH = "anna:p@ss word"
IN_URL = "anna:p%40ss%20word@"


def create(machine: OtherMachine, server: Server, credentials: str = "") -> list[str]:
    """Create a conversation from another machine; return the status of curl, HTTP and tunnel."""
    asked = machine.curl(
        "--proxy", f"http://{credentials}{machine.here}:{server.ready.port}",
        "--cacert", str(server.ca), "--user", f"AC{'0' * 32}:any", "--output", "/dev/null",
        "--write-out", "%{http_code} %{http_connect}",
        "--data", "FriendlyName=x", "https://conversations.twilio.com/v1/Conversations",
    )  # fmt: skip
    return [str(asked.returncode), *asked.stdout.split()]


@needs_namespaces
def test_another_machine_cannot_reach_a_proxy_as_it_comes(
    start: Start, other_machine: OtherMachine
) -> None:
    assert create(other_machine, start("fake"))[0] == "7"  # no connection


@needs_namespaces
def test_listening_on_other_addresses_warns_without_a_password(
    start: Start, other_machine: OtherMachine
) -> None:
    server = start("fake", "--host", "0.0.0.0", "--base-url-port", "0")

    assert "which other machines can reach" in server.stderr
    assert create(other_machine, server) == ["56", "000", "403"]
    assert server.create(FriendlyName="from here").status_code == 201
    base_url = str(server.ready.base_url).replace("127.0.0.1", other_machine.here)
    asked = other_machine.curl("--user", f"AC{'0' * 32}:any", f"{base_url}/v1/Conversations")
    assert '"conversations"' in asked.stdout
    assert server.stderr.count("a client was refused: ") == 1


@needs_namespaces
def test_with_the_password_another_machine_is_served(
    start: Start, other_machine: OtherMachine
) -> None:
    server = start("fake", "--host", "0.0.0.0", "--proxy-auth", PROXY_AUTH)

    assert create(other_machine, server) == ["56", "000", "407"]
    assert create(other_machine, server, "anna:wrong@") == ["56", "000", "407"]
    assert create(other_machine, server, IN_URL) == ["0", "201", "200"]
    assert "p@ss" not in server.stderr
    assert "p%40ss" not in server.stderr


@pytest.mark.parametrize("given", ["option", "variable"])
def test_env_finds_the_password(start: Start, tmp_path: Path, given: str) -> None:
    server = (
        start("fake", "--proxy-auth", PROXY_AUTH)
        if given == "option"
        else start("fake", environment={"RINGBACK_PROXY_AUTH": PROXY_AUTH})
    )

    assert server.ready.proxy_url == f"http://{IN_URL}127.0.0.1:{server.ready.port}"
    assert server.create(FriendlyName="x").status_code == 201
