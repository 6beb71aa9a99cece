"""In fake and replay nothing is looked up or dialled, as observed with strace.

Each provocation alone makes a less careful proxy connect to another host.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import socket

import pytest

from tests.support.http.wire import Address, dial, exchange, over_tls, tunnel
from tests.support.process.fault_injection import inject_faults
from tests.support.process.mitmdump import Mitmdump
from tests.support.process.observer import Observation, Observer
from tests.support.process.ringback import Server
from tests.support.twilio.canned import CannedServer

TWILIO = "conversations.twilio.com"
BASIC = b"Basic QUMwMTAxMDEwMTAxMDEwMTAxMDEwMTAxMDEwMTAxMDEwMTp0b2tlbg=="  # AC0101...:token


@dataclass(frozen=True, slots=True)
class Setup:
    """A proxy, and what is around it.

    `ca` is what its clients trust, `canary` the port of a server that must never be reached, and
    `stack` closes connections at the end.
    """

    proxy: Address
    ca: Path
    canary: int
    stack: ExitStack

    def tunnel(self, authority: str) -> socket:
        return tunnel(self.proxy, authority.format(canary=self.canary))


@dataclass(frozen=True, slots=True)
class Provocation:
    """A request, and the beginning of its answer; the fake's 201 is a miss in replay."""

    send: Callable[[Setup], bytes]
    answer: bytes = b""


CLOSE = b"Connection: close\r\n"


def create(host: str = TWILIO, target: str = "/v1/Conversations", headers: bytes = CLOSE) -> bytes:
    start = f"POST {target} HTTP/1.1\r\nHost: {host}\r\n".encode()
    return start + headers + b"Authorization: %s\r\nContent-Length: 0\r\n\r\n" % BASIC


UPGRADE = b"Connection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
CREATED = b"HTTP/1.1 201 "
MISSED = b"HTTP/1.1 501 "
REFUSED = b"HTTP/1.1 400 "
ABSENT = b"HTTP/1.1 404 "
DENIED = b"HTTP/1.1 403 "


def plain(sent: bytes) -> Callable[[Setup], bytes]:
    """Send to the proxy itself."""
    return lambda setup: exchange(dial(setup.proxy), sent)


def bare(authority: str, sent: bytes) -> Callable[[Setup], bytes]:
    """Send into a tunnel, without TLS."""
    return lambda setup: exchange(setup.tunnel(authority), sent)


def unfinished(authority: str, sent: bytes) -> Callable[[Setup], bytes]:
    """Send an incomplete message into a tunnel, and leave the connection open."""

    def send(setup: Setup) -> bytes:
        setup.stack.enter_context(setup.tunnel(authority)).sendall(sent)
        return b""

    return send


def secure(
    authority: str, sent: bytes, sni: str | None = TWILIO, alpn: tuple[str, ...] = ()
) -> Callable[[Setup], bytes]:
    """Send through TLS in a tunnel."""

    def send(setup: Setup) -> bytes:
        return exchange(over_tls(setup.tunnel(authority), setup.ca, sni, alpn), sent)

    return send


PROVOCATIONS = {
    # Not HTTP.
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
    # Valid requests, and almost valid ones.
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
    # The hosts of files: they have no such path.
    "files": Provocation(
        secure("mcs.us1.twilio.com:443", create("mcs.us1.twilio.com"), "mcs.us1.twilio.com"), ABSENT
    ),
    "a link to a file": Provocation(
        secure("media.us1.twilio.com:443", create("media.us1.twilio.com"), "media.us1.twilio.com"),
        DENIED,
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
    # An address, and Twilio's name only in SNI or Host.
    "an address with Twilio's SNI": Provocation(secure("127.0.0.1:{canary}", create()), CREATED),
    "an unused address with Twilio's SNI": Provocation(secure("192.0.2.1:443", create()), CREATED),
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


# Ringback's control API is at the proxy's own port, and has no such path.
ON_ITS_OWN_PORT = {"ringback": {"a path alone": ABSENT}, "mitmdump": {}}


def provoke(setup: Setup, offers: Mapping[str, Provocation]) -> dict[str, bytes]:
    """Send everything, and return the beginnings of the answers."""
    answers = {}
    for name, provocation in offers.items():
        answers[name] = b""
        with suppress(OSError):  # a closed connection is an answer too
            answers[name] = provocation.send(setup)[:13]
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
    """Return a program's answers, what it did, and the number of the canary's connections."""
    observer = Observer(folder)
    start = mitmdump if program == "mitmdump" else ringback
    with CannedServer(b"hello") as canary:
        running = start(folder, mode, environment, observer.prefix)
        with running, ExitStack() as stack:
            answers = provoke(Setup(running.address, running.ca, canary.port, stack), offers)
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
    faked = () if mode == "fake" else (CREATED, ABSENT, DENIED)
    expected = {
        name: MISSED if provocation.answer in faked else provocation.answer
        for name, provocation in PROVOCATIONS.items()
    }
    assert answers == expected | ON_ITS_OWN_PORT[program]


@pytest.mark.parametrize(
    ("program", "where"),
    [
        ("ringback", "ringback.modes.faking.fake:FakeMode.decide"),
        ("ringback", "ringback.mitmproxy_addon.addon:read_request"),
        ("ringback", "ringback.mitmproxy_addon.host_policy:find_twilio_host"),
        ("mitmdump", "ringback.mitmproxy_addon.addon:read_request"),
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
    others = dict(answers.items() - ON_ITS_OWN_PORT[program].items())
    assert set(others.values()) <= {b"HTTP/1.1 500 ", MISSED, REFUSED, b""}


@pytest.mark.parametrize("program", ["ringback", "mitmdump"])
def test_the_observer_detects_a_look_up_and_a_connection(tmp_path: Path, program: str) -> None:
    others = {
        "a name": Provocation(bare("canary.invalid:443", b"?\r\n\r\n")),
        "an address": Provocation(bare("127.0.0.1:{canary}", b"?\r\n\r\n"), b"hello"),
    }

    answers, observation, reached = observed(tmp_path, program, "fake", offers=others)

    assert answers["an address"] == b"hello"
    assert observation.looked_up
    assert observation.dialled
    assert reached == 1
