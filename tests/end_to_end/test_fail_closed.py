"""In fake and replay nothing is looked up or dialled: seen from outside, by strace.

Each provocation alone makes a proxy dial out that is less careful.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import socket

import pytest

from tests.support.canned import CannedServer
from tests.support.fault_injection import inject_faults
from tests.support.mitmdump import Mitmdump
from tests.support.observer import Observation, Observer
from tests.support.ringback import Server
from tests.support.wire import Address, dial, exchange, over_tls, tunnel

TWILIO = "conversations.twilio.com"
BASIC = b"Basic QUMwMTAxMDEwMTAxMDEwMTAxMDEwMTAxMDEwMTAxMDEwMTp0b2tlbg=="  # AC0101...:token


@dataclass(frozen=True, slots=True)
class RequestContext:
    """A proxy, whom its clients trust, the port of a server that must never be reached, and
    connections that are left open until the end.
    """

    proxy: Address
    ca: Path
    canary: int
    stack: ExitStack

    def tunnel(self, authority: str) -> socket:
        return tunnel(self.proxy, authority.format(canary=self.canary))


@dataclass(frozen=True, slots=True)
class Provocation:
    """What is sent, and how the answer begins; the fake's 201 is a miss on replay."""

    send: Callable[[RequestContext], bytes]
    answer: bytes = b""


CLOSE = b"Connection: close\r\n"


def create(host: str = TWILIO, target: str = "/v1/Conversations", headers: bytes = CLOSE) -> bytes:
    start = f"POST {target} HTTP/1.1\r\nHost: {host}\r\n".encode()
    return start + headers + b"Authorization: %s\r\nContent-Length: 0\r\n\r\n" % BASIC


UPGRADE = b"Connection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
CREATED = b"HTTP/1.1 201 "
MISSED = b"HTTP/1.1 501 "
REFUSED = b"HTTP/1.1 400 "


def plain(sent: bytes) -> Callable[[RequestContext], bytes]:
    """To the proxy itself."""
    return lambda scene: exchange(dial(scene.proxy), sent)


def bare(authority: str, sent: bytes) -> Callable[[RequestContext], bytes]:
    """Into a tunnel, without TLS."""
    return lambda scene: exchange(scene.tunnel(authority), sent)


def unfinished(authority: str, sent: bytes) -> Callable[[RequestContext], bytes]:
    """Into a tunnel, where nobody answers what is only half said; all else goes on meanwhile."""

    def send(scene: RequestContext) -> bytes:
        scene.stack.enter_context(scene.tunnel(authority)).sendall(sent)
        return b""

    return send


def secure(
    authority: str, sent: bytes, sni: str | None = TWILIO, alpn: tuple[str, ...] = ()
) -> Callable[[RequestContext], bytes]:
    """Through TLS in a tunnel."""

    def send(scene: RequestContext) -> bytes:
        return exchange(over_tls(scene.tunnel(authority), scene.ca, sni, alpn), sent)

    return send


PROVOCATIONS = {
    # What is not HTTP.
    "silence": Provocation(unfinished(f"{TWILIO}:443", b"")),
    "rubbish": Provocation(bare(f"{TWILIO}:443", b"\0\1\2\3 rubbish\r\n\r\n"), REFUSED),
    "SSH": Provocation(unfinished(f"{TWILIO}:443", b"SSH-2.0-OpenSSH_9.2\r\n")),
    "SMTP": Provocation(unfinished(f"{TWILIO}:25", b"EHLO there\r\n")),
    "port 53": Provocation(
        unfinished(f"{TWILIO}:53", b"\0\x20\0\1\1\0\0\1\0\0\0\0\0\0\3api\6twilio\3com\0\0\1\0\1")
    ),
    "half a TLS handshake": Provocation(unfinished(f"{TWILIO}:443", b"\x16\3\1\0\5\1\0\0\1\0")),
    "an odd ALPN": Provocation(
        secure(f"{TWILIO}:443", b"\0\1\2\3 rubbish\r\n\r\n", alpn=("imap", "foo")), REFUSED
    ),
    "rubbish in TLS": Provocation(secure(f"{TWILIO}:443", b"\0\1\2\3 rubbish\r\n\r\n"), REFUSED),
    "SSH in TLS": Provocation(secure(f"{TWILIO}:443", b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), REFUSED),
    "HTTP/2 out of the blue": Provocation(
        unfinished(f"{TWILIO}:443", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")
    ),
    # The way it should be, and near it.
    "a create": Provocation(secure(f"{TWILIO}:443", create()), CREATED),
    "another port": Provocation(secure(f"{TWILIO}:8443", create(f"{TWILIO}:8443")), CREATED),
    "an edge": Provocation(
        secure(
            "conversations.dublin.ie1.twilio.com:443",
            create("conversations.dublin.ie1.twilio.com"),
            "conversations.dublin.ie1.twilio.com",
        ),
        CREATED,
    ),
    "no SNI": Provocation(secure(f"{TWILIO}:443", create(), None), CREATED),
    "capitals and a dot": Provocation(
        secure("Conversations.Twilio.COM.:443", create("Conversations.Twilio.COM.")), CREATED
    ),
    # Twilio, but not this API.
    "another product": Provocation(
        secure("api.twilio.com:443", create("api.twilio.com"), "api.twilio.com"), MISSED
    ),
    "another product in capitals with a dot": Provocation(
        secure("API.Twilio.COM.:443", create("API.Twilio.COM."), "api.twilio.com"), MISSED
    ),
    "the bare domain": Provocation(
        secure("twilio.com:443", create("twilio.com"), "twilio.com"), MISSED
    ),
    "another host in the request": Provocation(
        secure(f"{TWILIO}:443", create("api.twilio.com")), MISSED
    ),
    "WebSocket": Provocation(secure(f"{TWILIO}:443", create(headers=UPGRADE)), MISSED),
    # An address, and Twilio only in what follows.
    "an address with Twilio's SNI": Provocation(secure("127.0.0.1:{canary}", create()), CREATED),
    "an address that is nobody's with Twilio's SNI": Provocation(
        secure("192.0.2.1:443", create()), CREATED
    ),
    "another host with Twilio's SNI": Provocation(secure("example.com:443", create()), CREATED),
    "an address with another product's SNI": Provocation(
        secure("127.0.0.1:{canary}", create("api.twilio.com"), "api.twilio.com"), MISSED
    ),
    "rubbish to an address with Twilio's SNI": Provocation(
        secure("127.0.0.1:{canary}", b"\0\1\2\3 rubbish\r\n\r\n"), REFUSED
    ),
    "an address with Twilio's Host": Provocation(bare("127.0.0.1:{canary}", create()), MISSED),
    # Without a tunnel, or without TLS.
    "plain HTTP": Provocation(plain(create(target=f"http://{TWILIO}/v1/Conversations")), MISSED),
    "plain HTTP in a tunnel": Provocation(bare(f"{TWILIO}:80", create()), MISSED),
    "https without a tunnel": Provocation(
        plain(create(target=f"https://{TWILIO}/v1/Conversations")), CREATED
    ),
    "a path alone": Provocation(plain(create()), MISSED),
}


def provoke(scene: RequestContext, offers: Mapping[str, Provocation]) -> dict[str, bytes]:
    """Send everything; give how the answers begin."""
    answers = {}
    for name, provocation in offers.items():
        answers[name] = b""
        with suppress(OSError):  # to be cut off is an answer too
            answers[name] = provocation.send(scene)[:13]
    return answers


CASSETTE = """\
version: 1
interactions:
- request:
    method: GET
    uri: https://conversations.twilio.com/v1/Conversations
    headers: {}
    body: null
  response: {status: {code: 200, message: OK}, headers: {}, body: {string: '{}'}}
"""


def observed(
    folder: Path,
    program: str,
    mode: str,
    environment: Mapping[str, str] | None = None,
    offers: Mapping[str, Provocation] = PROVOCATIONS,
) -> tuple[dict[str, bytes], Observation, int]:
    """Provoke a program in a mode: its answers, what it did, connections that the canary got."""
    observer = Observer(folder)
    start = mitmdump if program == "mitmdump" else ringback
    with CannedServer(b"hello") as canary:
        running = start(folder, mode, environment, observer.prefix)
        with running, ExitStack() as stack:
            answers = provoke(
                RequestContext(running.address, running.ca, canary.port, stack), offers
            )
            return answers, observer.observation(running), canary.accepted


def ringback(
    folder: Path, mode: str, environment: Mapping[str, str] | None, prefix: Sequence[str]
) -> Server:
    cassette = () if mode == "fake" else ("--cassette", written_cassette(folder))
    return Server((mode, *cassette), folder, environment, prefix)


def mitmdump(
    folder: Path, mode: str, environment: Mapping[str, str] | None, prefix: Sequence[str]
) -> Mitmdump:
    cassette = {} if mode == "fake" else {"ringback_cassette": written_cassette(folder)}
    return Mitmdump({"ringback_mode": mode, **cassette}, folder, environment, prefix)


def written_cassette(folder: Path) -> str:
    path = folder / "one.yaml"
    path.write_text(CASSETTE)
    return str(path)


@pytest.mark.parametrize("mode", ["fake", "replay"])
@pytest.mark.parametrize("program", ["ringback", "mitmdump"])
def test_nothing_is_looked_up_or_dialled(tmp_path: Path, program: str, mode: str) -> None:
    answers, observation, reached = observed(tmp_path, program, mode)

    assert observation == Observation((), ())
    assert reached == 0
    created = CREATED if mode == "fake" else MISSED
    assert answers == {
        name: created if provocation.answer == CREATED else provocation.answer
        for name, provocation in PROVOCATIONS.items()
    }


@pytest.mark.parametrize(
    ("program", "where"),
    [
        ("ringback", "ringback.modes.fake:FakeMode.decide"),
        ("ringback", "ringback.mitmproxy_addon.flows:read_request"),
        ("ringback", "ringback.mitmproxy_addon.host_policy:find_twilio_host"),
        ("mitmdump", "ringback.mitmproxy_addon.flows:read_request"),
    ],
)
def test_when_a_hook_raises_nothing_is_looked_up_or_dialled(
    tmp_path: Path, program: str, where: str
) -> None:
    answers, observation, reached = observed(
        tmp_path, program, "fake", inject_faults(f"raise {where}")
    )

    assert observation == Observation((), ())
    assert reached == 0
    assert answers["a create"] == b"HTTP/1.1 500 "
    assert set(answers.values()) <= {b"HTTP/1.1 500 ", MISSED, REFUSED, b""}


@pytest.mark.parametrize("program", ["ringback", "mitmdump"])
def test_the_observer_would_see_a_look_up_and_a_dial(tmp_path: Path, program: str) -> None:
    others = {
        "a name": Provocation(bare("canary.invalid:443", b"?\r\n\r\n")),
        "an address": Provocation(bare("127.0.0.1:{canary}", b"?\r\n\r\n"), b"hello"),
    }

    answers, observation, reached = observed(tmp_path, program, "fake", offers=others)

    assert answers["an address"] == b"hello"
    assert observation.looked_up
    assert observation.dialled
    assert reached == 1
