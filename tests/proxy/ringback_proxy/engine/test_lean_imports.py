import json
import subprocess
import sys

import pytest

from tests.support.process.waiting import TIMEOUT

LEAN = "from ringback_proxy.engine import lean_imports\nlean_imports.import_lean_mitmproxy()\n"
# What the product imports after it, and once a connection is handed over.
PROXY = "import ringback_proxy.server.master, ringback_proxy.engine.front.engine\n"
CORE = (
    f"{PROXY}lean_imports.import_layers()\n"
    "from ringback_proxy.engine.front import proxy_core\nproxy_core._make_addons()\n"
    "from mitmproxy.addons import proxyserver\n"
)
PREPARED = (
    "import asyncio\nfrom mitmproxy import master, options\n"
    "async def prepare():\n"
    "    mitmproxy = master.Master(options.Options())\n"
    "    engine = ringback_proxy.engine.front.engine.FrontEngine(mitmproxy, lambda _: False)\n"
    "    engine.prepare_forwarding()\n"
    "asyncio.run(prepare())\n"
)
PRINT_MODULES = "import json, sys\nprint(json.dumps(sorted(sys.modules)))\n"


def run(program: str, *flags: str) -> str:
    """Run a program in a new interpreter, because imports cannot be undone."""
    finished = subprocess.run(
        [sys.executable, *flags, "-c", program],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def modules(program: str, *flags: str) -> list[str]:
    """Return the modules that are loaded when a program has run."""
    found = json.loads(run(program + PRINT_MODULES, *flags))
    assert isinstance(found, list)
    return found


def addons(loaded: list[str]) -> list[str]:
    return [name for name in loaded if name.startswith("mitmproxy.addons.")]


def test_the_front_needs_neither_layers_nor_websockets() -> None:
    loaded = modules(LEAN + PROXY)
    assert "mitmproxy.http" in loaded
    needless = ("mitmproxy.proxy.layers", "h11", "h2", "wsproto.connection", "wsproto.events")
    assert not [name for name in loaded if name.startswith(needless)]


def test_an_engine_that_will_forward_imports_the_layers_before() -> None:
    assert "mitmproxy.proxy.layers.http" in modules(LEAN + PROXY + PREPARED)


def test_the_proxy_needs_no_more_than_its_own_addons() -> None:
    assert 0 < len(addons(modules(LEAN + CORE))) < 12


def test_the_proxy_needs_neither_quic_nor_its_dependencies() -> None:
    loaded = modules(LEAN + CORE)
    assert "mitmproxy.proxy.layers.http" in loaded
    assert not [name for name in loaded if name.startswith(("aioquic", "service_identity"))]


def test_parsers_of_configuration_are_not_loaded() -> None:
    loaded = modules(LEAN + CORE)
    assert not [name for name in loaded if name.startswith(("ruamel.yaml.", "pyparsing."))]


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        pytest.param(
            "from mitmproxy import optmanager\nprint(optmanager.parse('a: [1, 2]'))",
            "{'a': [1, 2]}",
            id="options are read",
        ),
        pytest.param(
            "from mitmproxy import exceptions, optmanager\n"
            "try: optmanager.parse('a: [')\n"
            "except exceptions.OptionsError: print('refused')",
            "refused",
            id="options are refused",
        ),
        pytest.param(
            "from mitmproxy import command\nprint(command.unquote('\"a b\"'))",
            "a b",
            id="commands are taken apart",
        ),
        pytest.param("import pyparsing\nprint(pyparsing.Word('a').matches('aa'))", "True", id="it"),
        pytest.param(
            "from mitmproxy.websocket import WebSocketMessage\n"
            "print(WebSocketMessage(1, True, b'a').is_text)",
            "True",
            id="messages of WebSockets",
        ),
        pytest.param(
            "from mitmproxy import eventsequence\nfrom mitmproxy.test import tflow\n"
            "print(next(iter(eventsequence.iterate(tflow.tflow()))).name)",
            "requestheaders",
            id="hooks of a flow",
        ),
    ],
)
@pytest.mark.parametrize("imported", [PROXY, CORE], ids=["the front", "all"])
def test_deferred_modules_load_when_they_are_used(
    imported: str, program: str, printed: str
) -> None:
    assert run(LEAN + imported + program).strip() == printed


def test_the_quic_library_can_be_imported_afterwards() -> None:
    program = "from aioquic.tls import CipherSuite\nprint(CipherSuite.AES_128_GCM_SHA256.value)"
    assert run(LEAN + CORE + program).strip() == "4865"


def test_a_mitmproxy_that_needs_more_of_the_quic_library_gets_the_real_one() -> None:
    wants_more = LEAN.replace("\n", "\ndel lean_imports._Stub.__init__\n", 1)
    loaded = modules(wants_more + CORE)
    assert "aioquic.quic.connection" in loaded
    assert len(addons(loaded)) < 12


def test_what_is_imported_already_is_left_alone() -> None:
    loaded = modules(f"import mitmproxy.addons\n{LEAN}{PROXY}")
    assert len(addons(loaded)) > 30
    assert "aioquic.quic.connection" in loaded
