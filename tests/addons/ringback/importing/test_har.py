import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.addons.savehar import SaveHar
from mitmproxy.test import tflow

from ringback.cassette.model import Cassette, Interaction, Recording
from ringback.cassette.tools.har import export_har
from ringback.errors import CassetteError
from ringback.http.messages import Headers, Request, Response
from ringback.importing.exchange import Found, ImportedExchange, LeftOut
from ringback.importing.har import read_har
from tests.support.cassettes.archives import CHROMIUM, SANITIZED

URL = "https://conversations.twilio.com/v1/Conversations"


def entry(**changes: Any) -> dict[str, Any]:
    return {
        "request": {"method": "GET", "url": URL, "headers": []},
        "response": {"status": 200, "statusText": "OK", "headers": [], "content": {"text": "{}"}},
        **changes,
    }


def read(*entries: Any) -> list[Found]:
    return list(read_har(json.dumps({"log": {"entries": list(entries)}}).encode(), Path("a.har")))


def only(*entries: Any) -> Interaction:
    (found,) = read(*entries)
    assert isinstance(found, ImportedExchange)
    return found.interaction


@pytest.mark.parametrize("path", [CHROMIUM, SANITIZED], ids=lambda path: path.name)
def test_what_chromium_exports_is_read(path: Path) -> None:
    found = list(read_har(path.read_bytes(), path))

    exchanges = [one.interaction for one in found if isinstance(one, ImportedExchange)]
    assert [(one.request.method, one.response.status) for one in exchanges] == [
        ("POST", 201), ("OPTIONS", 204), ("GET", 200), ("OPTIONS", 204), ("DELETE", 204),
        ("GET", 404),
    ]  # fmt: skip
    create = exchanges[0]
    assert create.request.url == URL
    assert create.request.body == b"FriendlyName=Zo%C3%AB+%26+Co"
    assert json.loads(create.response.body)["friendly_name"] == "Zoë & Co"
    names = {name for one in exchanges
             for name, _ in (*one.request.headers, *one.response.headers)}  # fmt: skip
    assert not any(name.startswith(":") or name == "ringback" for name in names)


def test_what_mitmproxy_exports_is_read() -> None:
    flow = tflow.tflow(resp=True)
    flow.request.host, flow.request.scheme, flow.request.port = "api.twilio.com", "https", 443
    flow.request.method, flow.request.path = "POST", "/2010-04-01/Messages.json?a=1"
    assert flow.response is not None
    flow.request.content, flow.response.content = b"Body=caf\xc3\xa9", b'{"sid": "SM1"}'

    archive = json.dumps(SaveHar().make_har([flow])).encode()
    (found,) = read_har(archive, Path("a.har"))

    assert isinstance(found, ImportedExchange)
    sent, response = found.interaction.request, found.interaction.response
    assert (sent.method, sent.url) == (
        "POST",
        "https://api.twilio.com/2010-04-01/Messages.json?a=1",
    )
    assert (sent.body, response.body) == (b"Body=caf\xc3\xa9", b'{"sid": "SM1"}')


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param(None, "there is no request in it", id="no-entry"),
        pytest.param({"request": {"method": "GET"}}, "there is no request in it", id="no-url"),
        pytest.param(entry(request={"method": "GET", "url": "https://example.com/"}),
                     "example.com is not Twilio's", id="another-host"),
        pytest.param(entry(request={"method": "GET", "url": "data:text/plain,x"}),
                     "its URL has no host", id="data"),
        pytest.param(entry(request={"method": "GET", "url": "https://api.twilio.com:x/"}),
                     "its URL has no host", id="bad-port"),
        pytest.param(entry(response=None), "there is no reply", id="no-response"),
        pytest.param(entry(response={"status": 0, "_error": "net::ERR_FAILED"}),
                     "there is no reply", id="failed"),
        pytest.param(entry(response={"status": 101}), "there is no reply", id="interim"),
        pytest.param(entry(response={"status": "200"}), "there is no reply", id="status-as-text"),
        pytest.param(entry(_resourceType="websocket"), "a WebSocket", id="websocket"),
        pytest.param(entry(response={"status": 200, "content": {"size": 5}}),
                     "its reply's body is not in the file", id="without-content"),
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_named_with_the_reason(given: Any, reason: str) -> None:
    (found,) = read(given)

    assert isinstance(found, LeftOut)
    assert found.place == "entry 1"
    assert found.reason == reason


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "Expecting value in line 1", id="empty"),
        pytest.param(b'{"log": ', "Expecting value in line 1", id="cut-off"),
        pytest.param(b"\xff\xff", "no JSON in UTF-8", id="binary"),
        pytest.param(b"[" * 99_999, "no JSON in UTF-8", id="too-deep"),
        pytest.param(b"{}", "no list `log.entries`", id="another-document"),
        pytest.param(b'{"log": {"entries": {}}}', "no list `log.entries`", id="no-list"),
        pytest.param(b'[{"scope": "https://x"}]', "a recording of nock", id="nock"),
        pytest.param(b"http_interactions: []", "Ruby's VCR", id="ruby"),
    ],
)
def test_a_file_of_another_kind_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(CassetteError, match=message):
        list(read_har(data, Path("a.har")))


def test_headers_of_the_transfer_are_dropped() -> None:
    headers = [
        {"name": name, "value": "x"}
        for name in (":authority", "Content-Length", "transfer-encoding", "Ringback", "X-Kept")
    ]

    found = only(entry(request={"method": "GET", "url": URL, "headers": headers}))

    assert list(found.request.headers) == [("X-Kept", "x")]


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
NAMES = st.sampled_from(["Accept", "X-One", "x-two", "Content-Type"])
HEADERS = st.lists(st.tuples(NAMES, st.sampled_from(["a", "application/json", "é"]))).map(Headers)


@given(
    st.sampled_from(["GET", "POST", "DELETE", "PATCH"]), TEXT, HEADERS, TEXT, st.binary(max_size=50)
)
def test_what_ringback_exports_is_imported_as_it_was(
    method: str, name: str, headers: Headers, sent: str, body: bytes
) -> None:
    target = f"/v1/{name.replace('#', '').replace('?', '')}?a=b"
    request = Request(
        method, "https", "conversations.twilio.com", 443, target, headers, sent.encode()
    )
    interaction = Interaction(request, Response(200, headers, body, "OK"))
    recording = Recording(request, interaction.response, Path("a.yaml"), 1, 1)

    archive = export_har([Cassette(Path("a.yaml"), (recording,))], "1").encode()
    (found,) = read_har(archive, Path("a.har"))

    assert isinstance(found, ImportedExchange)
    assert found.interaction == interaction


MEMBERS = ("request", "response", "method", "url", "headers", "name", "content", "text", "status")
VALUES = st.none() | st.text(max_size=6) | st.integers() | st.just(URL)


@given(
    st.recursive(
        VALUES,
        lambda below: (
            st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), below)
        ),
    )
)
def test_whatever_an_entry_is_it_is_imported_or_left_out(document: Any) -> None:
    assert len(read(document)) == 1
