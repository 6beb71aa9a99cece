"""The CA in the TLS of other languages: Twilio's names are accepted, all others are refused.

`make test-clients`. Python and OpenSSL are in the tests of the certificates.
"""

import os
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ringback_proxy.client_setup import java
from ringback_proxy.client_setup.certificates import Authority, ensure_authority
from tests.support.clients.runtimes import GO_CACHE, NEWER_NODE, require
from tests.support.process.programs import require_program
from tests.support.process.waiting import TIMEOUT
from tests.support.proxy.leaf_certificates import write_leaf

VERIFIERS = Path(__file__).with_name("verifiers")
PERMITTED = ("conversations.twilio.com", "conversations.sydney.au1.twilio.com", "localhost")
REFUSED = ("example.com", "nottwilio.com", "twilio.com.example.com", "10.1.2.3")

CLIENTS: dict[str, Callable[[], tuple[str, ...]]] = {
    "Node": lambda: (require_program("node"), str(VERIFIERS / "verify_node.cjs")),
    "Node 24": lambda: (require(NEWER_NODE), str(VERIFIERS / "verify_node.cjs")),
    "Java": lambda: (require_program("java"), str(VERIFIERS / "Verify.java")),
    "Go": lambda: (require_program("go"), "run", str(VERIFIERS / "verify_go.go")),
}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return ensure_authority(tmp_path_factory.mktemp("authority"), datetime.now(UTC))


@contextmanager
def serving(leaf: Path) -> Iterator[int]:
    """Serve one TLS client on loopback, and yield the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(leaf)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listener.accept()
                with connection, context.wrap_socket(connection, server_side=True) as inside:
                    inside.recv(1)

        thread = threading.Thread(target=serve)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join(TIMEOUT)


def judge(client: str, authority: Authority, name: str, folder: Path) -> str:
    """Return a client's verdict on a leaf for a name: "accepted" or "refused: ..."."""
    trusted = authority.root
    if client == "Java":
        trusted = folder / "trusted.jks"
        trusted.write_bytes(java.make_trust_store(authority.root.read_text()))
    with serving(write_leaf(authority, name, folder)) as port:
        return subprocess.run(
            (*CLIENTS[client](), str(port), name, str(trusted)),
            env={**os.environ, "GOCACHE": str(GO_CACHE)},
            capture_output=True,
            text=True,
            timeout=TIMEOUT * 2,
            check=True,
        ).stdout.strip()


@pytest.mark.parametrize("name", PERMITTED)
@pytest.mark.parametrize("client", CLIENTS)
def test_a_permitted_name_is_accepted(
    authority: Authority, tmp_path: Path, client: str, name: str
) -> None:
    assert judge(client, authority, name, tmp_path) == "accepted"


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("client", CLIENTS)
def test_any_other_name_is_refused(
    authority: Authority, tmp_path: Path, client: str, name: str
) -> None:
    assert judge(client, authority, name, tmp_path).startswith("refused: ")
