"""Attempts without the token, or from elsewhere, and what is let in."""

import asyncio
import socket
from typing import Any

import httpx
import pytest

from ringback_proxy.control.app import make_app
from ringback_proxy.control.context import ControlContext


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer the-token-of-this-ru",
        "Bearer the-token-of-this-run2",
        "Basic the-token-of-this-run",
        "the-token-of-this-run",
        "Bearer \u00e9",
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/sessions"), ("PUT", "/sessions/w1"), ("GET", "/openapi.json")]
)
def test_without_the_token_nothing_is_answered(
    call: Any, method: str, path: str, authorization: str
) -> None:
    headers = {"Authorization": authorization.encode("latin-1")}
    refused = call(method, path, headers=headers)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert "RINGBACK_CONTROL_TOKEN" in refused.json()["message"]
    assert call("GET", "/sessions").json()["sessions"][0]["name"] == "default"


def test_health_needs_no_token(call: Any) -> None:
    healthy = call("GET", "/health", headers={"Authorization": ""})
    assert (healthy.status_code, healthy.json()) == (200, {"status": "ok", "mode": "fake"})


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "attacker.example:8080",
        "127.0.0.1.attacker.example",
        "localhost.attacker.example",
        "192.0.2.1:8080",
        "8.8.8.8",
        "[2001:db8::1]:8080",
        "user@127.0.0.1@attacker.example",
        "user@127.0.0.1",
        "127.0.0.1/attacker.example",
        "127.0.0.1#attacker.example",
        "127.0.0.1:8080.attacker.example",
        "localhost.",
        "",
        "[",
    ],
)
@pytest.mark.parametrize("path", ["/sessions", "/health"])
def test_a_host_that_is_not_the_proxy_s_is_refused(call: Any, path: str, host: str) -> None:
    refused = call("GET", path, headers={"Host": host})
    assert refused.status_code == 403
    assert "none of the proxy's own" in refused.json()["message"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8080", "127.0.0.1", "localhost:9", "LOCALHOST", "[::1]:8080", "127.8.0.1",
     socket.gethostname()],
)  # fmt: skip
def test_the_proxy_s_own_hosts_are_accepted(call: Any, host: str) -> None:
    assert call("GET", "/sessions", headers={"Host": host}).status_code == 200


def test_the_address_that_was_connected_to_is_the_proxy_s_own(call: Any) -> None:
    assert call("GET", "/sessions", base="http://192.0.2.7:8080").status_code == 200
    elsewhere = call(
        "GET", "/sessions", base="http://192.0.2.7:8080", headers={"Host": "192.0.2.8"}
    )
    assert elsewhere.status_code == 403


@pytest.mark.parametrize(
    "origin",
    [
        "http://attacker.example",
        "https://twilio.com",
        "null",
        "",
        "http://[",
        "file://",
        "http://127.0.0.1:3000",
        "http://localhost:8080",
        "http://127.0.0.1:8080.attacker.example",
        "https://127.0.0.1:8080",
    ],
)
def test_pages_of_other_origins_are_refused(call: Any, origin: str) -> None:
    refused = call("POST", "/sessions/default/reset", headers={"Origin": origin})
    assert refused.status_code == 403
    assert not [name for name in refused.headers if name.startswith("access-control")]


def test_two_hosts_are_refused(control: ControlContext) -> None:
    authorization = f"Bearer {control.token}"
    hosts = [("Host", "127.0.0.1"), ("Host", "attacker.example"), ("Authorization", authorization)]

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(make_app(control))
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.get("http://127.0.0.1:8080/ringback/sessions", headers=hosts)

    assert asyncio.run(ask()).status_code == 403


def test_a_preflight_gets_no_permission(call: Any) -> None:
    headers = {
        "Origin": "http://attacker.example",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization",
    }
    asked: httpx.Response = call("OPTIONS", "/sessions/w1", headers=headers)
    assert asked.status_code == 403
    assert not [name for name in asked.headers if name.startswith("access-control")]


def test_its_own_page_may_ask(call: Any) -> None:
    headers = {"Origin": "http://127.0.0.1:8080"}
    assert call("GET", "/sessions", headers=headers).status_code == 200


def test_over_the_base_url_there_is_health_alone(call: Any) -> None:
    base = "http://127.0.0.1:8081"
    anywhere = {"Host": "ringback:8081"}
    assert call("GET", "/health", base=base, headers=anywhere).json()["status"] == "ok"
    assert call("GET", "/sessions", base=base).status_code == 404
