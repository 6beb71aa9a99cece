import gzip
from pathlib import Path

import pytest
from mitmproxy.flow import Flow
from mitmproxy.http import HTTPFlow
from mitmproxy.proxy.mode_specs import ProxyMode
from mitmproxy.test import tflow

from ringback.errors import CassetteError
from ringback.importing.exchange import Found, ImportedExchange, LeftOut
from ringback.mitmproxy_addon.flows.files import read_flow_file
from tests.support.cassettes.archives import dump_flows, make_flow


def read(folder: Path, *flows: Flow) -> list[Found]:
    path = folder / "a.flows"
    path.write_bytes(dump_flows(*flows))
    return list(read_flow_file(path))


def test_an_exchange_is_read_with_its_bodies_decoded(tmp_path: Path) -> None:
    flow = make_flow()
    assert flow.response is not None
    flow.response.headers["Content-Encoding"] = "gzip"
    flow.response.raw_content = gzip.compress(b'{"sid": "CH1"}')

    (found,) = read(tmp_path, flow)

    assert isinstance(found, ImportedExchange)
    sent, response = found.interaction.request, found.interaction.response
    assert sent.url == "https://conversations.twilio.com/v1/Conversations?a=secret"
    assert (sent.method, sent.body) == ("POST", b"FriendlyName=Ada")
    assert (response.status, response.body) == (200, b'{"sid": "CH1"}')
    assert "content-encoding" not in response.headers


def test_a_flow_of_a_reverse_proxy_is_to_its_upstream(tmp_path: Path) -> None:
    flow = make_flow("verify.twilio.com")
    flow.client_conn.proxy_mode = ProxyMode.parse("reverse:https://verify.twilio.com")

    (found,) = read(tmp_path, flow)

    assert isinstance(found, ImportedExchange)
    assert found.interaction.request.host == "verify.twilio.com"


def unfinished() -> HTTPFlow:
    flow = make_flow()
    flow.response = None
    return flow


def failed() -> HTTPFlow:
    flow = tflow.tflow(err=True)
    flow.request = make_flow().request
    return flow


def streamed() -> HTTPFlow:
    flow = make_flow()
    assert flow.response is not None
    flow.response.raw_content = None
    return flow


def websocket() -> HTTPFlow:
    flow = tflow.twebsocketflow()
    flow.request = make_flow().request
    return flow


@pytest.mark.parametrize(
    ("flow", "reason"),
    [
        pytest.param(make_flow("example.com"), "example.com is not Twilio's", id="another-host"),
        pytest.param(unfinished(), "there is no reply: it was not finished", id="unfinished"),
        pytest.param(failed(), "there is no reply: error", id="failed"),
        pytest.param(streamed(), "a body was streamed", id="streamed"),
        pytest.param(websocket(), "a WebSocket", id="websocket"),
        pytest.param(tflow.ttcpflow(), "TCP, not HTTP", id="tcp"),
        pytest.param(tflow.tdnsflow(), "DNS, not HTTP", id="dns"),
    ],
)
def test_what_cannot_be_imported_is_named_with_the_reason(
    tmp_path: Path, flow: Flow, reason: str
) -> None:
    first, found = read(tmp_path, make_flow(), flow)

    assert isinstance(first, ImportedExchange)
    assert isinstance(found, LeftOut)
    assert found.place == "flow 2"
    assert found.reason.startswith(reason)
    assert "secret" not in str(found)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(lambda data: data[:-20], "flow 1 cannot be read", id="cut-off"),
        pytest.param(lambda data: data.replace(b"7:version;2:", b"7:version;2:9", 1),
                     "flow 1 cannot be read", id="damaged"),
        pytest.param(lambda data: b"hello", "flow 1 cannot be read", id="another-file"),
        pytest.param(lambda data: b'{"log": {"entries": []}}', "import --format har", id="har"),
        pytest.param(lambda data: b"interactions: []", "a cassette already", id="cassette"),
    ],
)  # fmt: skip
def test_a_file_that_is_damaged_or_of_another_kind_is_refused(
    tmp_path: Path, damage: object, message: str
) -> None:
    read(tmp_path, make_flow())
    path = tmp_path / "a.flows"
    assert callable(damage)
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(CassetteError, match=message):
        list(read_flow_file(path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="cannot be read: No such file"):
        list(read_flow_file(tmp_path / "none"))
