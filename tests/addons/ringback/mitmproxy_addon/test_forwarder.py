import asyncio
import gzip
import json
from collections.abc import Callable

import pytest
from mitmproxy import http
from mitmproxy.connection import ConnectionState
from mitmproxy.flow import Error
from mitmproxy.test import tflow, tutils

from ringback.errors import RingbackError
from ringback.http.messages import Response
from ringback.http.origin import Origin
from ringback.journal import Journal, JournalEntry
from ringback.mitmproxy_addon import upstream_errors
from ringback.mitmproxy_addon.addon import Conversations, make_conversations
from ringback.mitmproxy_addon.flows.requests import client_base_url
from ringback.mitmproxy_addon.forwarder import Forwarder
from ringback.modes.outcomes import Forward, Miss, Source
from tests.support.proxy.flows import HOST, ScriptedMode, base_url_flow, flow_to

API = f"https://{HOST}"
UPSTREAM = Origin("https", "localhost", 8443)


@pytest.fixture
def mode() -> ScriptedMode:
    return ScriptedMode(Forward(), offline=False, name="record")


@pytest.fixture
def addon(mode: ScriptedMode) -> Conversations:
    return make_conversations(mode, Journal(), UPSTREAM)


def forwarder_of(addon: Conversations) -> Forwarder:
    assert addon.forwarder is not None
    return addon.forwarder


def forwarded(addon: Conversations, make: Callable[[], http.HTTPFlow] = flow_to) -> http.HTTPFlow:
    """Return a flow that has been sent on."""
    flow = make()
    addon.request(flow)
    assert flow.response is None
    return flow


def replied(
    addon: Conversations, flow: http.HTTPFlow, body: bytes = b'{"sid": "CH1"}'
) -> http.Response:
    """Answer as the upstream, and return what the client gets."""
    flow.response = tutils.tresp(status_code=201, content=body, headers=http.Headers())
    asyncio.run(forwarder_of(addon).response(flow))
    assert flow.response is not None
    return flow.response


# --- the way there


def test_a_request_is_sent_to_the_upstream(addon: Conversations) -> None:
    flow = forwarded(addon)

    assert (flow.request.host, flow.request.port) == ("localhost", 8443)


def test_what_is_forwarded_is_in_flight_until_it_is_answered(
    addon: Conversations,
) -> None:
    flow = forwarded(addon)
    assert addon.in_flight == 1

    replied(addon, flow)

    assert addon.in_flight == 0


def test_what_the_mode_answers_is_not_forwarded(addon: Conversations, mode: ScriptedMode) -> None:
    mode.decision = ScriptedMode().decision
    flow = flow_to()

    addon.request(flow)

    assert flow.response is not None
    assert addon.in_flight == 0


def test_what_could_not_be_sent_is_answered_by_us_and_not_learnt(mode: ScriptedMode) -> None:
    addon = make_conversations(mode, Journal(), Origin("https", "\ud800", 8443))
    flow = flow_to()

    addon.request(flow)
    assert flow.response is not None
    asyncio.run(forwarder_of(addon).response(flow))

    assert flow.response.status_code == 500
    assert not mode.responses
    assert addon.in_flight == 0


# --- the way back


def test_the_mode_learns_what_the_upstream_answered(
    addon: Conversations, mode: ScriptedMode
) -> None:
    replied(addon, forwarded(addon))

    ((request, response),) = mode.responses
    assert request.url == f"{API}/v1/Conversations"
    assert (response.status, response.body) == (201, b'{"sid": "CH1"}')


def test_the_client_gets_the_upstreams_own_answer_marked(addon: Conversations) -> None:
    response = replied(addon, forwarded(addon))

    assert (response.status_code, response.content) == (201, b'{"sid": "CH1"}')
    assert response.headers["Ringback"] == "live"


def test_an_answer_is_noted(addon: Conversations) -> None:
    replied(addon, forwarded(addon))

    (entry,) = addon.journal.entries
    assert entry.source is Source.LIVE
    assert entry.response.status == 201
    assert entry.seconds > 0


def test_an_answer_that_nobody_forwarded_is_left_alone(
    addon: Conversations, mode: ScriptedMode
) -> None:
    response = replied(addon, flow_to("example.com", header="example.com"))

    assert "Ringback" not in response.headers
    assert not mode.responses
    assert not addon.journal.entries


LINK = json.dumps({"url": f"{API}/v1/Conversations/CH1"}).encode()


def test_links_are_moved_for_the_client_but_not_for_the_mode(
    addon: Conversations, mode: ScriptedMode
) -> None:
    response = replied(addon, forwarded(addon, base_url_flow), LINK)

    assert json.loads(response.content or b"") == {
        "url": "http://127.0.0.1:8081/v1/Conversations/CH1"
    }
    assert mode.responses[0][1].body == LINK


def test_links_stay_for_a_client_of_the_proxy(addon: Conversations) -> None:
    assert replied(addon, forwarded(addon), LINK).content == LINK


def test_an_answer_without_links_stays_as_it_is_over_the_base_url(
    addon: Conversations,
) -> None:
    flow = forwarded(addon, base_url_flow)
    compressed = gzip.compress(b"{}")
    flow.response = tutils.tresp(
        content=compressed, headers=http.Headers([(b"Content-Encoding", b"gzip")])
    )

    asyncio.run(forwarder_of(addon).response(flow))

    assert flow.response.raw_content == compressed


# --- what goes wrong


def test_an_answer_that_could_not_be_recorded_is_a_500_that_says_why(
    addon: Conversations, mode: ScriptedMode
) -> None:
    mode.failure = RingbackError("the disk is full")

    response = replied(addon, forwarded(addon))

    assert json.loads(response.content or b"") == {
        "message": "ringback: the answer could not be recorded: the disk is full",
        "status": 500,
    }
    assert addon.journal.entries[0].source is Source.ERROR


def test_a_mode_that_fails_to_learn_does_not_let_the_answer_through(
    addon: Conversations, mode: ScriptedMode, caplog: pytest.LogCaptureFixture
) -> None:
    mode.failure = RuntimeError("broken")

    response = replied(addon, forwarded(addon))

    assert response.status_code == 500
    assert response.headers["Ringback"] == "error"
    assert caplog.messages == ["a response could not be handled"]
    assert addon.in_flight == 0


def test_inspect_lets_an_answer_through_that_it_cannot_show(
    addon: Conversations, mode: ScriptedMode
) -> None:
    mode.forwards_on_failure, mode.failure = True, RuntimeError("broken")

    assert replied(addon, forwarded(addon)).status_code == 201


def failed(addon: Conversations, flow: http.HTTPFlow, message: str | None) -> JournalEntry:
    """Fail the forwarding, and return what is noted."""
    flow.error = None if message is None else Error(message)
    forwarder_of(addon).error(flow)
    (entry,) = addon.journal.entries
    return entry


def test_a_failure_is_noted_with_the_upstreams_name(addon: Conversations) -> None:
    entry = failed(addon, forwarded(addon), "[Errno 111] Connect call failed")

    assert entry.source is Source.ERROR
    assert entry.response.status == 502
    assert b"no connection to https://localhost:8443" in entry.response.body
    assert entry.request.url == f"{API}/v1/Conversations"
    assert entry.seconds > 0


def test_what_has_failed_is_not_in_flight(addon: Conversations) -> None:
    failed(addon, forwarded(addon), "server closed connection")

    assert addon.in_flight == 0


def test_a_failure_without_a_reason_is_told_too(addon: Conversations) -> None:
    assert failed(addon, forwarded(addon), None).response.status == 502


def test_a_time_out_is_told_as_one(addon: Conversations) -> None:
    flow = forwarded(addon)
    flow.metadata[upstream_errors.TIMED_OUT] = True

    assert failed(addon, flow, "server closed connection").response.status == 504


def test_a_client_that_left_is_told_from_a_failed_upstream(
    addon: Conversations,
) -> None:
    flow = forwarded(addon)
    flow.client_conn.state = ConnectionState.CLOSED

    assert failed(addon, flow, "peer closed connection").response.status == 499


def test_a_failure_of_what_nobody_forwarded_is_not_noted(addon: Conversations) -> None:
    forwarder_of(addon).error(tflow.tflow(err=True))

    assert not addon.journal.entries
    assert addon.in_flight == 0


# --- other hosts of Twilio's


def connect(host: str) -> http.HTTPFlow:
    return flow_to(host, header=f"{host}:443", method=b"CONNECT", path=b"")


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_a_host_that_cannot_be_recorded_is_tunnelled_with_one_warning(
    addon: Conversations, caplog: pytest.LogCaptureFixture
) -> None:
    addon.http_connect(connect("acme.sip.twilio.com"))
    addon.http_connect(connect("Acme.SIP.twilio.com."))

    assert warnings(caplog) == [
        "acme.sip.twilio.com is tunnelled, and not recorded: it does not speak HTTP",
    ]
    assert addon.tunnelled == {"acme.sip.twilio.com"}


def test_a_twilio_host_is_spelled_as_the_certificate_has_it(
    addon: Conversations,
) -> None:
    flow = connect(f"{HOST}.")

    addon.http_connect(flow)

    assert flow.request.host == HOST


@pytest.mark.parametrize("host", [HOST, "api.twilio.com", "mcs.us1.twilio.com", "example.com"])
def test_a_host_that_is_recorded_or_none_of_twilios_needs_no_warning(
    addon: Conversations, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    addon.http_connect(connect(host))

    assert not warnings(caplog)


def test_an_offline_mode_tunnels_no_host_under_twilio_com(
    addon: Conversations, mode: ScriptedMode, caplog: pytest.LogCaptureFixture
) -> None:
    mode.offline = True
    mode.decision = Miss("not faked")
    flow = flow_to("acme.sip.twilio.com", header="acme.sip.twilio.com")

    addon.http_connect(connect("acme.sip.twilio.com"))
    addon.request(flow)

    assert flow.response is not None
    assert flow.response.status_code == 501
    assert not warnings(caplog)


def test_another_twilio_host_is_the_modes_too(addon: Conversations, mode: ScriptedMode) -> None:
    flow = flow_to("api.twilio.com", header="api.twilio.com")

    addon.request(flow)

    assert flow.response is None
    assert [request.host for request in mode.requests] == ["api.twilio.com"]


def test_a_websocket_is_passed_on_with_one_warning(
    addon: Conversations, mode: ScriptedMode, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        flow = flow_to("tsock.us1.twilio.com", header="tsock.us1.twilio.com")
        flow.request.headers["Upgrade"] = "websocket"
        addon.request(flow)

        assert flow.response is None

    assert not mode.requests
    assert warnings(caplog) == [
        "a WebSocket to tsock.us1.twilio.com is passed on, and not recorded"
    ]


def test_a_response_is_no_longer_in_flight_even_if_it_cannot_be_read(
    addon: Conversations, mode: ScriptedMode
) -> None:
    flow = forwarded(addon)
    flow.response = None

    asyncio.run(forwarder_of(addon).response(flow))

    assert addon.in_flight == 0
    assert not mode.responses


def test_only_what_was_learnt_is_remembered(addon: Conversations, mode: ScriptedMode) -> None:
    flow = forwarded(addon)

    replied(addon, flow)
    replied(addon, flow)

    assert len(mode.responses) == 1
    assert mode.responses[0][1] == Response(201, body=b'{"sid": "CH1"}', reason="OK")


@pytest.mark.parametrize("make", [flow_to, base_url_flow])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_links_to_the_upstream_are_restored_for_the_mode_and_the_client(
    addon: Conversations, mode: ScriptedMode, make: Callable[[], http.HTTPFlow], coding: str
) -> None:
    flow = forwarded(addon, make)
    base = API if make is flow_to else client_base_url(make())
    body = json.dumps({"meta": {"next_page_url": f"{UPSTREAM}/v1/Conversations?Page=1"}}).encode()
    headers = http.Headers([(b"Content-Encoding", coding.encode())])
    content = gzip.compress(body) if coding == "gzip" else body
    flow.response = tutils.tresp(status_code=200, content=content, headers=headers)

    asyncio.run(forwarder_of(addon).response(flow))

    assert flow.response is not None
    ((_, recorded),) = mode.responses
    assert json.loads(recorded.body) == {
        "meta": {"next_page_url": f"{API}/v1/Conversations?Page=1"}
    }
    assert json.loads(flow.response.content or b"") == {
        "meta": {"next_page_url": f"{base}/v1/Conversations?Page=1"}
    }
    assert flow.response.headers["Content-Encoding"] == coding


@pytest.mark.parametrize("make", [flow_to, base_url_flow])
def test_a_redirect_to_the_upstream_leads_to_the_host_that_was_asked(
    addon: Conversations, mode: ScriptedMode, make: Callable[[], http.HTTPFlow]
) -> None:
    flow = forwarded(addon, make)
    base = API if make is flow_to else client_base_url(make())
    headers = http.Headers(
        [(b"Content-Length", b"14"), (b"Location", f"{UPSTREAM}/v1/C?Page=1".encode())]
    )
    flow.response = tutils.tresp(status_code=307, content=b"", headers=headers)

    asyncio.run(forwarder_of(addon).response(flow))

    ((_, recorded),) = mode.responses
    assert recorded.headers["Location"] == f"{API}/v1/C?Page=1"
    assert flow.response is not None
    assert flow.response.headers["Location"] == f"{base}/v1/C?Page=1"
    assert flow.response.headers["Content-Length"] == "14"  # the answer to HEAD has one


@pytest.mark.parametrize("status", [100, 101, 102, 103, 199])
@pytest.mark.parametrize("name", ["record", "inspect"])
def test_an_interim_response_is_a_502_and_is_not_recorded(
    addon: Conversations, mode: ScriptedMode, name: str, status: int
) -> None:
    mode.name, mode.forwards_on_failure = name, name == "inspect"
    flow = forwarded(addon)
    flow.response = tutils.tresp(status_code=status, content=b"", headers=http.Headers())

    asyncio.run(forwarder_of(addon).response(flow))

    assert flow.response is not None
    assert flow.response.status_code == 502
    message = json.loads(flow.response.content or b"")["message"]
    assert f"{UPSTREAM} sent the interim status {status}, " in message
    assert mode.responses == []
    assert addon.journal.counts == {Source.ERROR: 1}
    assert addon.in_flight == 0


def test_what_the_mode_notes_on_a_reply_is_in_the_journal(
    addon: Conversations, mode: ScriptedMode
) -> None:
    mode.notes = ("error: state is missing",)

    replied(addon, forwarded(addon))

    assert addon.journal.entries[0].notes == ("error: state is missing",)
