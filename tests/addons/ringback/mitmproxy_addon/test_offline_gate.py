from types import SimpleNamespace
from typing import Any

import pytest
from mitmproxy.connection import Server
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import tflow

from ringback.mitmproxy_addon import upstream_errors
from ringback.mitmproxy_addon.offline_gate import prefer_twilio_sni, refuse_twilio
from tests.support.proxy.flows import HOST


def connection(
    address: str | None, *, sni: str | None = None, client_sni: str | None = None
) -> ServerConnectionHookData:
    server = Server(address=None if address is None else (address, 443), sni=sni)
    client = tflow.tclient_conn()
    client.sni = client_sni
    return ServerConnectionHookData(server=server, client=client)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(connection(HOST), id="the API"),
        pytest.param(connection("api.twilio.com"), id="another Twilio host"),
        pytest.param(connection("API.Twilio.COM."), id="capitals and a dot"),
        pytest.param(connection("10.1.2.3", sni=HOST), id="an address with a server name"),
        pytest.param(connection("10.1.2.3", client_sni=HOST), id="an address with a client's name"),
        pytest.param(connection(None, client_sni=HOST), id="no address"),
    ],
)
def test_a_connection_to_twilio_is_refused(data: ServerConnectionHookData) -> None:
    refuse_twilio(data)

    assert data.server.error == upstream_errors.OFFLINE


def test_a_connection_that_cannot_be_judged_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    data = connection("example.com")
    data.server.address = ()  # type: ignore[assignment]
    data.server.sni = 7  # type: ignore[assignment]

    refuse_twilio(data)

    assert data.server.error == upstream_errors.OFFLINE
    assert caplog.messages == ["the host of a connection could not be determined"]


def test_a_connection_to_another_host_is_not_refused() -> None:
    data = connection("example.com", sni="example.com", client_sni="example.com")

    refuse_twilio(data)

    assert data.server.error is None


@pytest.mark.parametrize(
    ("sni", "address"),
    [
        pytest.param("Conversations.Twilio.com", (HOST, 443), id="Twilio's"),
        pytest.param("a.example", ("192.0.2.1", 443), id="another's"),
        pytest.param(None, ("192.0.2.1", 443), id="none"),
    ],
)
def test_a_twilio_host_in_the_sni_replaces_the_address(
    sni: str | None, address: tuple[str, int]
) -> None:
    hello: Any = SimpleNamespace(
        client_hello=SimpleNamespace(sni=sni),
        context=SimpleNamespace(server=Server(address=("192.0.2.1", 443))),
    )
    prefer_twilio_sni(hello)

    assert hello.context.server.address == address
