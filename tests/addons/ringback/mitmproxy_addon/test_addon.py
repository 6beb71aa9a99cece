import asyncio
import gzip
import json
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from mitmproxy import http
from mitmproxy.connection import Server
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import taddons, tflow

from ringback.http.messages import Request, Response
from ringback.journal import Journal, JournalEntry
from ringback.mitmproxy_addon import upstream_errors
from ringback.mitmproxy_addon.addon import LARGE_REQUEST, Conversations
from ringback.mitmproxy_addon.flows.requests import read_request
from ringback.modes.outcomes import Answer, Decision, Forward, Miss, Outcome, Source
from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply
from tests.support.proxy.flows import CREATED, HOST, ScriptedMode, base_url_flow, flow_to

API = f"https://{HOST}"


@pytest.fixture
def mode() -> ScriptedMode:
    return ScriptedMode()


@pytest.fixture
def addon(mode: ScriptedMode) -> Conversations:
    return Conversations(mode, Journal())


def reply_to(flow: http.HTTPFlow) -> tuple[int, dict[str, object]]:
    """Return the status and the JSON of what the client gets."""
    assert flow.response is not None
    return flow.response.status_code, json.loads(flow.response.content or b"null")


def mark_of(flow: http.HTTPFlow) -> str | None:
    assert flow.response is not None
    return flow.response.headers.get("Ringback")


class Sender:
    """A sender of webhooks that keeps what it is given, and replies as a test wants."""

    def __init__(self, reply: PreActionReply | Exception) -> None:
        self.reply = reply
        self.sent: list[WebhookRequest] = []
        self.asked: list[WebhookRequest] = []

    def send(self, webhooks: Sequence[WebhookRequest]) -> None:
        self.sent += webhooks

    async def ask(self, webhook: WebhookRequest) -> PreActionReply:
        self.asked.append(webhook)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


# --- answering


def test_a_modes_answer_is_the_clients(addon: Conversations, mode: ScriptedMode) -> None:
    flow = flow_to(method=b"POST")

    addon.request(flow)

    assert reply_to(flow) == (201, {"sid": "CH1"})
    assert mark_of(flow) == "fake"
    assert [request.url for request in mode.requests] == [f"{API}/v1/Conversations"]


def test_a_miss_is_a_501(addon: Conversations, mode: ScriptedMode) -> None:
    mode.decision = Miss("nothing fits.", "a longer\nreport")
    flow = flow_to()

    addon.request(flow)

    assert reply_to(flow) == (501, {"message": "ringback: nothing fits.", "status": 501})
    assert mark_of(flow) == "miss"


def test_an_answer_is_noted_with_how_long_it_took(addon: Conversations, mode: ScriptedMode) -> None:
    addon.request(flow_to())

    (entry,) = addon.journal.entries
    assert (entry.request, entry.response) == (mode.requests[0], CREATED.response)
    assert entry.source is Source.FAKE
    assert entry.seconds > 0


def test_a_miss_is_noted_with_its_report(addon: Conversations, mode: ScriptedMode) -> None:
    mode.decision = Miss("nothing fits.", "a longer\nreport")

    addon.request(flow_to())

    assert addon.journal.entries[0].report == "a longer\nreport"


def test_another_host_is_left_alone(addon: Conversations, mode: ScriptedMode) -> None:
    flow = flow_to("example.com", header="example.com")

    addon.request(flow)

    assert flow.response is None
    assert not mode.requests
    assert not addon.journal.entries


@pytest.mark.parametrize("url", ["http://api.twilio.com", f"http://{HOST}"])
def test_what_is_refused_at_the_gate_never_reaches_an_offline_mode(
    addon: Conversations, mode: ScriptedMode, url: str
) -> None:
    scheme, _, host = url.partition("://")
    flow = flow_to(host, header=host, scheme=scheme)

    addon.request(flow)

    assert reply_to(flow)[0] == 501
    assert not mode.requests


def already_answered() -> http.HTTPFlow:
    flow = flow_to()
    flow.response = http.Response.make(204)
    return flow


def already_failed() -> http.HTTPFlow:
    flow = flow_to()
    flow.error = tflow.terr()
    return flow


def long_over() -> http.HTTPFlow:
    flow = flow_to()
    flow.live = False
    return flow


@pytest.mark.parametrize(
    "flow",
    [
        pytest.param(already_answered(), id="answered by another addon"),
        pytest.param(already_failed(), id="failed"),
        pytest.param(long_over(), id="not live"),
    ],
)
def test_a_flow_that_is_settled_is_left_alone(
    addon: Conversations, mode: ScriptedMode, flow: http.HTTPFlow
) -> None:
    before = flow.response

    addon.request(flow)

    assert flow.response is before
    assert not mode.requests


def test_links_lead_to_the_base_url_that_the_client_used(
    addon: Conversations, mode: ScriptedMode
) -> None:
    body = json.dumps({"url": f"{API}/v1/Conversations/CH1"}).encode()
    mode.decision = Answer(Response(200, body=body), Source.FAKE)
    flow = base_url_flow("docker.internal:99")

    addon.request(flow)

    assert reply_to(flow)[1] == {"url": "http://docker.internal:99/v1/Conversations/CH1"}
    assert addon.journal.entries[0].response.body == body


# --- failing closed


def raise_on_listening(_: JournalEntry) -> None:
    raise RuntimeError("the console is broken")


def test_a_mode_that_fails_lets_nothing_through(
    addon: Conversations, mode: ScriptedMode, caplog: pytest.LogCaptureFixture
) -> None:
    mode.decision = RuntimeError("broken")
    flow = flow_to()

    addon.request(flow)

    status, reply = reply_to(flow)
    assert status == 500
    assert str(reply["message"]).startswith("ringback: Ringback itself failed")
    assert mark_of(flow) == "error"
    assert caplog.records[0].exc_info is not None


def test_a_listener_that_fails_lets_nothing_through(addon: Conversations) -> None:
    addon.journal.listen(raise_on_listening)
    flow = flow_to()

    addon.request(flow)

    assert flow.response is not None


def test_an_answer_that_cannot_be_sent_lets_nothing_through(
    addon: Conversations, mode: ScriptedMode
) -> None:
    mode.decision = Answer(Response(201, reason="\ud800"), Source.FAKE)
    flow = flow_to()

    addon.request(flow)

    assert reply_to(flow)[0] == 500


def test_a_request_that_cannot_even_be_refused_is_broken_off(
    addon: Conversations,
    mode: ScriptedMode,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    mode.decision = RuntimeError("broken")
    flow = flow_to()

    def no_more() -> None:
        raise MemoryError

    monkeypatch.setattr(http.Response, "__init__", lambda *_, **__: no_more())
    addon.request(flow)

    assert flow.response is None
    assert flow.error is not None
    assert flow.error.msg == flow.error.KILLED_MESSAGE
    assert "a request could not even be refused" in caplog.messages


def test_an_offline_mode_that_would_forward_lets_nothing_through(
    addon: Conversations, mode: ScriptedMode
) -> None:
    mode.decision = Forward()
    flow = flow_to()

    addon.request(flow)

    assert reply_to(flow)[0] == 500


def test_inspect_shows_what_it_can_and_lets_the_rest_through(
    addon: Conversations, mode: ScriptedMode
) -> None:
    mode.forwards_on_failure, mode.offline = True, False
    mode.decision = RuntimeError("broken")
    flow = flow_to()

    addon.request(flow)

    assert flow.response is None
    assert flow.error is None


# --- the last gate


def connection(address: str) -> ServerConnectionHookData:
    return ServerConnectionHookData(Server(address=(address, 443)), tflow.tclient_conn())


def test_offline_no_connection_to_twilio_is_made(addon: Conversations) -> None:
    data = connection(HOST)

    addon.server_connect(data)

    assert data.server.error == upstream_errors.OFFLINE


def test_offline_a_connection_to_another_host_is_made(addon: Conversations) -> None:
    data = connection("example.com")

    addon.server_connect(data)

    assert data.server.error is None


def test_a_mode_that_is_not_offline_may_connect_to_twilio(
    addon: Conversations, mode: ScriptedMode
) -> None:
    mode.offline = False
    data = connection(HOST)

    addon.server_connect(data)

    assert data.server.error is None


@pytest.mark.parametrize("offline", [True, False])
def test_every_client_is_as_offline_as_the_mode(
    offline: bool, addon: Conversations, mode: ScriptedMode
) -> None:
    mode.offline = offline
    assert addon.is_offline(flow_to().client_conn) is offline


@pytest.mark.parametrize(
    ("host", "spelled"),
    [
        pytest.param("Conversations.Twilio.COM.", HOST, id="as our certificates"),
        pytest.param("Example.COM.", "Example.COM.", id="another host as it is"),
    ],
)
def test_a_twilio_host_is_spelled_as_the_certificate_has_it(
    addon: Conversations, host: str, spelled: str
) -> None:
    flow = flow_to(host, method=b"CONNECT", path=b"")

    addon.http_connect(flow)

    assert flow.request.host == spelled


# --- the options without which nothing is safe


def test_the_safe_options_are_set_by_the_addon_itself(
    addon: Conversations, context: taddons.context
) -> None:
    context.master.addons.add(addon)

    context.configure(addon)

    options = context.options
    assert options.connection_strategy == "lazy"
    assert options.upstream_cert is False
    assert options.rawtcp is False
    assert list(options.ignore_hosts) == []


@pytest.mark.parametrize(
    ("name", "unsafe"),
    [
        ("connection_strategy", "eager"),
        ("upstream_cert", True),
        ("rawtcp", True),
        ("stream_large_bodies", "1m"),
        ("keep_host_header", False),
        ("allow_hosts", []),
        ("ignore_hosts", ["twilio"]),
    ],
)
def test_an_unsafe_option_is_put_back(
    addon: Conversations, context: taddons.context, name: str, unsafe: object
) -> None:
    context.master.addons.add(addon)
    context.configure(addon)
    safe = getattr(context.options, name)

    context.options.update(**{name: unsafe})

    assert getattr(context.options, name) == safe
    assert getattr(context.options, name) != unsafe


@pytest.mark.parametrize(("offline", "address"), [(True, (HOST, 443)), (False, ("192.0.2.1", 443))])
def test_offline_the_host_that_tls_names_is_the_one_that_is_asked(
    offline: bool, address: tuple[str, int]
) -> None:
    hello: Any = SimpleNamespace(
        client_hello=SimpleNamespace(sni=HOST),
        context=SimpleNamespace(server=Server(address=("192.0.2.1", 443))),
    )
    Conversations(ScriptedMode(offline=offline), Journal()).tls_clienthello(hello)

    assert hello.context.server.address == address


def test_what_is_safe_already_is_not_set_again(
    addon: Conversations, context: taddons.context
) -> None:
    context.master.addons.add(addon)
    context.configure(addon)
    updates: list[set[str]] = []

    def note(updated: set[str]) -> None:
        updates.append(updated)

    context.options.changed.connect(note)
    addon.make_safe(context.options)

    assert updates == []


@pytest.mark.parametrize(
    ("offline", "other"),
    [
        pytest.param(True, True, id="offline every Twilio host"),
        pytest.param(False, False, id="else those that speak HTTP"),
    ],
)
def test_what_is_intercepted_depends_on_the_mode(
    context: taddons.context, offline: bool, other: bool
) -> None:
    addon = Conversations(ScriptedMode(offline=offline), Journal())
    context.master.addons.add(addon)
    context.configure(addon)

    (pattern,) = context.options.allow_hosts
    assert re.search(pattern, f"{HOST}:443", re.IGNORECASE)
    assert re.search(pattern, "api.twilio.com:443", re.IGNORECASE)
    assert bool(re.search(pattern, "acme.sip.twilio.com:5061", re.IGNORECASE)) is other
    assert not re.search(pattern, "nottwilio.com:443", re.IGNORECASE)


# --- large requests


class SlowMode(ScriptedMode):
    """Decides on large requests later than on others; fails if it should."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.large = 0
        self.error = error

    async def decide_large(self, request: Request) -> Decision:
        """Wait, and count the request."""
        await asyncio.sleep(0)
        self.large += 1
        if self.error is not None:
            raise self.error
        return self.decide(request)


def encode(flow: http.HTTPFlow) -> None:
    flow.request.headers["Content-Encoding"] = "gzip"
    flow.request.raw_content = gzip.compress(b"a")


def enlarge(flow: http.HTTPFlow) -> None:
    flow.request.content = b"a" * (LARGE_REQUEST + 1)


@pytest.mark.parametrize("change", [encode, enlarge])
def test_other_requests_are_answered_while_a_large_one_is_decided_on(
    change: Callable[[http.HTTPFlow], None],
) -> None:
    mode = SlowMode()
    flow = flow_to(method=b"POST")
    change(flow)

    handle(Conversations(mode, Journal()), flow)

    assert reply_to(flow) == (201, {"sid": "CH1"})
    assert mode.large == 1


def test_a_large_request_is_refused_if_the_mode_fails() -> None:
    flow = flow_to(method=b"POST")
    enlarge(flow)

    handle(Conversations(SlowMode(ValueError("broken")), Journal()), flow)

    assert reply_to(flow)[0] == 500


def test_a_large_request_is_read_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def read(flow: http.HTTPFlow) -> Request | None:
        threads.append(threading.current_thread())
        return read_request(flow)

    monkeypatch.setattr("ringback.mitmproxy_addon.addon.read_request", read)
    flow = flow_to(method=b"POST")
    enlarge(flow)

    handle(Conversations(SlowMode(), Journal()), flow)

    assert [thread is threading.main_thread() for thread in threads] == [False]


def test_a_large_request_that_cannot_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: http.HTTPFlow) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("ringback.mitmproxy_addon.addon.read_request", fail)
    flow = flow_to(method=b"POST")
    flow.request.content = b"a" * (LARGE_REQUEST + 1)

    handle(Conversations(SlowMode(), Journal()), flow)

    assert reply_to(flow)[0] == 500


def test_a_small_request_is_answered_at_once(addon: Conversations) -> None:
    flow = flow_to(method=b"POST")
    flow.request.content = b"a" * LARGE_REQUEST

    assert addon.request(flow) is None
    assert reply_to(flow)[0] == 201


def handle(addon: Conversations, flow: http.HTTPFlow) -> None:
    async def wait() -> None:
        waiting = addon.request(flow)
        assert waiting is not None
        await waiting

    asyncio.run(wait())


# --- webhooks

TARGET = WebhookTarget("http://127.0.0.1:5000/hook", "POST", "account")
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
BEFORE = WebhookRequest("onMessageAdd", TARGET, (), "AC1", "CH1", NOW)
AFTER = WebhookRequest("onMessageAdded", TARGET, (), "AC1", "CH1", NOW)


def wait_for_reply(resumed: Outcome = CREATED) -> PreAction[Outcome]:
    def resume(reply: PreActionReply) -> Outcome:
        return Miss("rejected.") if reply.status == 403 else resumed

    return PreAction(BEFORE, resume)


async def run(addon: Conversations, flow: http.HTTPFlow) -> None:
    waiting = addon.request(flow)
    assert waiting is not None
    assert addon.in_flight == 0
    await waiting
    assert addon.in_flight == 0


def test_webhooks_are_sent_with_the_answer(addon: Conversations, mode: ScriptedMode) -> None:
    addon.webhooks = sender = Sender(PreActionReply(200))
    mode.decision = replace(CREATED, webhooks=(AFTER,))

    addon.request(flow_to())

    assert sender.sent == [AFTER]


@pytest.mark.parametrize(
    ("status", "expected"),
    [pytest.param(200, 201, id="accepted"), pytest.param(403, 501, id="rejected")],
)
def test_an_answer_waits_for_a_pre_action_webhook(
    addon: Conversations, mode: ScriptedMode, status: int, expected: int
) -> None:
    addon.webhooks = sender = Sender(PreActionReply(status))
    mode.decision = wait_for_reply()
    flow = flow_to()

    asyncio.run(run(addon, flow))

    assert sender.asked == [BEFORE]
    assert reply_to(flow)[0] == expected
    assert len(addon.journal.entries) == 1


def test_without_a_sender_a_pre_action_gets_no_reply(
    addon: Conversations, mode: ScriptedMode
) -> None:
    mode.decision = wait_for_reply()
    flow = flow_to()

    asyncio.run(run(addon, flow))

    assert reply_to(flow)[0] == 201


def test_a_failure_to_ask_is_refused(addon: Conversations, mode: ScriptedMode) -> None:
    addon.webhooks = Sender(RuntimeError("no"))
    mode.decision = wait_for_reply()
    flow = flow_to()

    asyncio.run(run(addon, flow))

    assert reply_to(flow)[0] == 500


def test_a_large_request_may_wait_for_a_webhook_as_well(
    addon: Conversations, mode: ScriptedMode
) -> None:
    addon.webhooks = Sender(PreActionReply(403))
    mode.decision = wait_for_reply()
    flow = flow_to(method=b"POST", content=b"a" * (LARGE_REQUEST + 1))

    asyncio.run(run(addon, flow))

    assert reply_to(flow)[0] == 501


# --- delays


def test_an_answer_with_a_delay_is_sent_when_that_is_over(
    addon: Conversations, mode: ScriptedMode
) -> None:
    mode.decision = replace(CREATED, delay=0.05)
    flow = flow_to()

    async def ask() -> None:
        waiting = addon.request(flow)
        assert waiting is not None
        assert flow.response is None
        await waiting

    asyncio.run(ask())

    assert reply_to(flow)[0] == 201
    assert addon.journal.entries[0].seconds >= 0.05


def test_a_delayed_answer_that_cannot_be_sent_lets_nothing_through(
    addon: Conversations, mode: ScriptedMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    mode.decision = replace(CREATED, delay=0.001)

    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(addon.journal, "add", fail)
    flow = flow_to()

    async def ask() -> None:
        waiting = addon.request(flow)
        assert waiting is not None
        await waiting

    asyncio.run(ask())

    assert reply_to(flow)[0] == 500
