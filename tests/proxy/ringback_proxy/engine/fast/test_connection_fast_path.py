import asyncio
import gc
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mitmproxy import http, options
from mitmproxy.connection import Client, Server
from mitmproxy.master import Master
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import ClientTLSLayer
from mitmproxy.proxy.mode_specs import ProxyMode
from mitmproxy.proxy.server_hooks import ClientConnectedHook

from ringback.http.messages import Headers, Request, Response
from ringback.modes.base import Answer, Decision, Source
from ringback_proxy.engine.fast.connection_fast_path import InlineHooks, InlineHooksAddon
from ringback_proxy.engine.fast.hook_table import HookTable
from tests.support.process.waiting import TIMEOUT

URL = "https://conversations.twilio.com/v1/Conversations"
StartProxy = Callable[..., Any]


class EchoMode:
    """Answers with the request's body; raises an error for one path."""

    name = "fake"
    offline = True

    def decide(self, request: Request) -> Decision:
        assert request.body != b"break"
        headers = Headers([("Content-Type", "text/plain")])
        return Answer(Response(201, headers, request.body), Source.FAKE)

    async def learn(self, request: Request, response: Response) -> None: ...

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        return ()


@pytest.fixture
def proxy(start_proxy: StartProxy) -> Any:
    return start_proxy(mode=EchoMode())


def client(proxy: Any, **options: Any) -> httpx.Client:
    trust = ssl.create_default_context(cafile=proxy.ca)
    address = "http://{}:{}".format(*proxy.address)
    return httpx.Client(proxy=address, verify=trust, trust_env=False, timeout=TIMEOUT, **options)


@pytest.fixture
def connected(proxy: Any) -> Iterator[httpx.Client]:
    with client(proxy) as connected:
        yield connected


def test_one_connection_gets_each_answer_in_turn(connected: httpx.Client) -> None:
    bodies = [f"request {number}" for number in range(20)]

    assert [connected.post(URL, content=body).text for body in bodies] == bodies


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 3_000_000])
def test_a_body_of_any_size_arrives_whole(connected: httpx.Client, size: int) -> None:
    body = bytes(number % 251 for number in range(size))

    assert connected.post(URL, content=body).content == body


def test_a_failed_request_gets_an_answer_and_the_connection_stays_open(
    connected: httpx.Client,
) -> None:
    assert connected.post(URL, content="break").status_code == 500
    assert connected.post(URL, content="mend").text == "mend"


@pytest.mark.parametrize("size", [0, 1, 65_535, 3_000_000])
def test_a_body_of_any_size_arrives_whole_over_http_2(
    proxy: Any, tmp_path: Path, size: int
) -> None:
    body = tmp_path / "body"
    body.write_bytes(bytes(number % 251 for number in range(size)))
    arguments = ("-s", "--http2", "--cacert", str(proxy.ca), "--data-binary", f"@{body}")
    address = "http://{}:{}".format(*proxy.address)

    got = subprocess.run(
        ("curl", *arguments, "-x", address, URL, "--next", *arguments, "-x", address, URL),
        capture_output=True,
        check=True,
    )

    assert got.stdout == body.read_bytes() * 2


def test_the_layers_of_connect_are_left_out_from_the_second_request_on(proxy: Any) -> None:
    with client(proxy) as connected:
        connected.post(URL, content="one")
        (handler,) = proxy.connections.values()

        assert isinstance(handler.layer, InlineHooks)
        assert isinstance(handler.layer.layer, layer.NextLayer)
        assert isinstance(handler.layer.layer.layer, ClientTLSLayer)


def test_the_base_url_runs_hooks_inline(proxy: Any) -> None:
    url = "http://{}:{}/v1/Conversations".format(*proxy.base_url)

    assert httpx.post(url, content="short", trust_env=False).text == "short"


def test_the_collector_sees_all_objects_again_at_the_end() -> None:
    """Otherwise a program that restarts a proxy would leak each one."""
    master: Any = Master(options.Options(), event_loop=asyncio.new_event_loop())
    step = InlineHooksAddon(master, HookTable(master))
    step.running()
    assert gc.get_freeze_count() > 0

    step.done()

    assert gc.get_freeze_count() == 0
    master.event_loop.close()


def test_types_of_messages_are_not_checked(proxy: Any) -> None:
    post_init: Any = http.MessageData.__post_init__

    assert post_init(http.Response.make(201).data) is None
    assert post_init.__module__ == "ringback_proxy.engine.fast.connection_fast_path"


class Late:
    """Another package's addon whose hook is a coroutine."""

    async def request(self, flow: http.HTTPFlow) -> None:
        await asyncio.sleep(0)
        assert flow.response is not None
        flow.response.headers["Late"] = "awaited"


def test_a_coroutine_of_another_addon_is_awaited(proxy: Any) -> None:
    async def add() -> None:
        proxy.master.addons.add(Late())

    proxy.run(add())

    with client(proxy) as connected:
        assert connected.post(URL, content="x").headers["Late"] == "awaited"


class Scripted(layer.Layer):
    """A layer that answers an event with the commands of a test."""

    def __init__(self, context: Context, script: list[commands.Command]) -> None:
        super().__init__(context)
        self.script = script
        self.completed: list[events.Event] = []

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.HookCompleted):
            self.completed.append(event)
            return
        yield from self.script


class Shim:
    """InlineHooks over a scripted layer."""

    def __init__(self) -> None:
        master = Master(options.Options())
        master._legacy_log_events.uninstall()
        self.table = master.addons = HookTable(master)
        self.one = Client(
            peername=("127.0.0.1", 1), sockname=("127.0.0.1", 2), timestamp_start=0,
            proxy_mode=ProxyMode.parse("regular"),
        )  # fmt: skip
        self.other = Server(address=("127.0.0.1", 3))
        self.context = Context(self.one, master.options)

    def commands(self, *script: commands.Command) -> list[commands.Command]:
        inner = Scripted(self.context, list(script))
        shim = InlineHooks(inner, self.table)
        return list(shim.handle_event(events.DataReceived(self.one, b"go")))


@pytest.fixture
def shim() -> Shim:
    async def build() -> Shim:
        return Shim()

    return asyncio.run(build())


def test_consecutive_writes_to_one_connection_are_joined(shim: Shim) -> None:
    written = shim.commands(
        commands.SendData(shim.one, b"a"),
        commands.SendData(shim.one, b"b"),
        commands.SendData(shim.other, b"c"),
        commands.SendData(shim.one, b"d"),
    )

    assert [(c.connection, c.data) for c in written if isinstance(c, commands.SendData)] == [
        (shim.one, b"ab"), (shim.other, b"c"), (shim.one, b"d"),
    ]  # fmt: skip


def test_a_write_keeps_its_place_among_other_commands(shim: Shim) -> None:
    close = commands.CloseConnection(shim.one)

    sent, closed = shim.commands(commands.SendData(shim.one, b"bye"), close)

    assert isinstance(sent, commands.SendData)
    assert closed is close


def test_a_large_write_is_not_copied_again(shim: Shim) -> None:
    large = b"x" * 65_536

    written = shim.commands(commands.SendData(shim.one, large), commands.SendData(shim.one, b"y"))

    assert len(written) == 2


def test_a_hook_that_does_not_block_never_reaches_mitmproxy(shim: Shim) -> None:
    hook = ClientConnectedHook(shim.one)

    assert shim.commands(hook) == []


def test_a_hook_with_a_coroutine_is_left_to_mitmproxy(shim: Shim) -> None:
    class Waits:
        async def client_connected(self, client: Client) -> None: ...

    shim.table.add(Waits())
    hook = ClientConnectedHook(shim.one)

    assert shim.commands(hook) == [hook]
