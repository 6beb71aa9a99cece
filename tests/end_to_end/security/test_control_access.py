"""Attempts to use the control API without the right to."""

import httpx
import pytest

from tests.support.http.plain import NO_CAS
from tests.support.process.other_machine import OtherMachine, needs_namespaces
from tests.support.process.ringback import Server
from tests.support.process.starting import Start


def attempt(server: Server, method: str = "GET", path: str = "/sessions", **more: str) -> int:
    """Return the status of a call with other headers, or with another body."""
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    url = f"{server.ready.control_url}{path}"
    return httpx.request(method, url, headers=headers, trust_env=False, verify=NO_CAS).status_code


def test_a_name_that_was_made_to_lead_here_gets_nothing(fake: Server) -> None:
    token = f"Bearer {fake.ready.control_token}"
    port = httpx.URL(fake.ready.control_url).port
    assert attempt(fake, Authorization=token) == 200
    for host in (f"attacker.example:{port}", "attacker.example", "127.0.0.1.nip.io"):
        assert attempt(fake, Authorization=token, Host=host) == 403
        assert attempt(fake, Host=host) == 403


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"],
)
def test_a_form_of_another_site_changes_nothing(fake: Server, content_type: str) -> None:
    for method, path in (
        ("POST", "/sessions/default/reset"),
        ("POST", "/sessions/default/requests"),
        ("PUT", "/sessions/made-by-a-form"),
    ):
        asked = {"Content_Type": content_type, "Origin": "http://attacker.example"}
        assert attempt(fake, method, path, **asked) == 403
        assert attempt(fake, method, path, Content_Type=content_type) == 401
    with fake.control() as control:
        names = [one["name"] for one in control.get("/sessions").json()["sessions"]]
    assert "made-by-a-form" not in names


@pytest.mark.parametrize("authorization", ["", "Bearer x", "Basic x"])
def test_without_the_token_nothing_is_told(fake: Server, authorization: str) -> None:
    assert attempt(fake, Authorization=authorization) == 401
    # It stands in the address of the page, which is printed at the start, and nowhere else.
    token, url = fake.ready.control_token, fake.ready.control_url.removesuffix("/ringback")
    shown = [line for line in fake.stderr.splitlines() if token in line]
    assert shown == [f"To look at it, in a browser: {url}/#token={token}"]


@needs_namespaces
def test_another_machine_without_the_token_gets_nothing(
    start: Start, other_machine: OtherMachine
) -> None:
    server = start("fake", "--host", "0.0.0.0", "--base-url-port", "0")
    ports = {server.ready.port, httpx.URL(server.ready.control_url).port}
    for port in ports:
        url = f"http://{other_machine.here}:{port}/ringback"
        for header in ("X: x", "Authorization: Bearer wrong", "Host: 127.0.0.1"):
            written = "\n%{http_code}"
            asked = other_machine.curl("-H", header, "-w", written, f"{url}/sessions")
            assert asked.stdout.splitlines()[-1:] != ["200"]
            assert '"sessions"' not in asked.stdout
