import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mitmproxy import options
from mitmproxy.master import Master

from ringback.errors import RingbackError
from ringback.mitmproxy_addon.safe_options import safe_options, set_safe_options
from ringback_proxy.engine.front.proxy_core import ProxyCore
from tests.support.http import wire
from tests.support.process.waiting import TIMEOUT
from tests.support.proxy.flows import ScriptedMode
from tests.support.proxy.lean_proxy import StartProxy


class Later:
    """An addon that was in the chain before."""


def inspect_core(tmp_path: Path, look: Callable[[ProxyCore, Master], Any]) -> Any:
    """Call a function with a core and its master, inside a loop."""

    async def run() -> Any:
        master = Master(options.Options(confdir=str(tmp_path)))
        master.addons.add(Later())
        set_safe_options(master.options, offline=True)
        return look(ProxyCore(master.addons, master.options), master)

    return asyncio.run(run())


def test_nothing_is_served_before_it_is_loaded(tmp_path: Path) -> None:
    found = inspect_core(tmp_path, lambda core, master: (core.connections, master.addons.chain))

    assert found[0] == {}
    assert [type(each) for each in found[1]] == [Later]


def test_its_addons_come_first_and_layers_are_chosen_before_they_are_changed(
    tmp_path: Path,
) -> None:
    def load(core: ProxyCore, master: Master) -> list[str]:
        core.load()
        return [type(each).__name__ for each in master.addons.chain]

    chain = inspect_core(tmp_path, load)

    assert chain.index("NextLayer") < chain.index("JsonErrors")
    assert chain.index("NextLayer") < chain.index("DecryptedConnections")
    assert chain[-1] == "Later"


def test_it_is_loaded_once(tmp_path: Path) -> None:
    assert inspect_core(tmp_path, lambda core, _: core.load() is core.load())


def test_its_addons_are_running(tmp_path: Path) -> None:
    assert inspect_core(tmp_path, lambda core, _: core.load().is_running)


def test_options_that_are_safe_are_set_when_their_addon_is_loaded(tmp_path: Path) -> None:
    def load(core: ProxyCore, master: Master) -> dict[str, object]:
        core.load()
        return {name: getattr(master.options, name) for name in safe_options(offline=True)}

    assert inspect_core(tmp_path, load) == safe_options(offline=True)


def test_an_option_that_mitmproxy_has_no_more_is_an_error(tmp_path: Path) -> None:
    def load(core: ProxyCore, master: Master) -> None:
        master.options.update_defer(gone=True)
        core.load()

    with pytest.raises(RingbackError, match="gone"):
        inspect_core(tmp_path, load)


def test_it_is_loaded_when_a_connection_is_handed_over(
    start_proxy: StartProxy, caplog: pytest.LogCaptureFixture
) -> None:
    proxy = start_proxy(mode=ScriptedMode())
    with wire.dial(proxy.base_url) as client:
        client.sendall(b"GET /v1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        wire.read_to_end(client)
    assert proxy.master.addons.get("proxyserver") is None

    with wire.dial(proxy.address) as client:
        client.sendall(b"GET http://localhost:1/ HTTP/1.1\r\nHost: localhost:1\r\n\r\n")
        wire.read_head(client)

    assert proxy.master.addons.get("proxyserver") is not None
    assert [one for one in caplog.records if one.name == "mitmproxy.addonmanager"] == []


CHANGED = """
import asyncio, sys
from mitmproxy import options
from mitmproxy.master import Master
from ringback.errors import RingbackError
from ringback_proxy.engine.front.proxy_core import ProxyCore

async def load():
    master = Master(options.Options())
    try:
        ProxyCore(master.addons, master.options).load()
    except RingbackError as error:
        print(error)

{change}
asyncio.run(load())
"""


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("sys.modules['mitmproxy.proxy.layers.http._http1'] = None", id="module"),
        pytest.param("import mitmproxy.proxy.layers.http as h; del h.HttpLayer", id="name"),
    ],
)
def test_a_mitmproxy_that_has_changed_is_an_error_of_one_line(change: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", CHANGED.format(change=change)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=True,
    )

    assert "set RINGBACK_ENGINE=plain, or install 'mitmproxy<13'" in finished.stdout
    assert finished.stdout.count("\n") == 1
