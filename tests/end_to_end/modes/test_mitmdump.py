"""The addon in plain mitmproxy, with its options and the same answers."""

import ssl
import time
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from tests.support.http import broken, wire
from tests.support.http.broken import Seen, TlsSocket
from tests.support.process.background import Background
from tests.support.process.mitmdump import SCRIPT, Mitmdump, mitmdump_program
from tests.support.process.ringback import ACCOUNT, CONVERSATIONS, TOKEN
from tests.support.process.waiting import TIMEOUT
from tests.support.twilio.upstream import Upstream


def create(options: Mapping[str, str], folder: Path, **form: str) -> httpx.Response:
    """Create a conversation through a new mitmdump."""
    folder.mkdir()
    with Mitmdump({f"ringback_{name}": text for name, text in options.items()}, folder) as proxy:
        host, port = proxy.address
        trust = ssl.create_default_context(cafile=proxy.ca)
        with httpx.Client(
            proxy=f"http://{host}:{port}", verify=trust, trust_env=False, timeout=TIMEOUT
        ) as client:
            answer = client.post(CONVERSATIONS, data=form, auth=(ACCOUNT, TOKEN))
        finished = proxy.stop()
    assert "Traceback" not in finished.stdout + finished.stderr
    return answer


def test_the_fake_answers(tmp_path: Path) -> None:
    created = create({"mode": "fake", "seed": "7"}, tmp_path / "fake", FriendlyName="Ada")

    assert created.status_code == 201
    assert created.json()["friendly_name"] == "Ada"
    assert created.headers["ringback"] == "fake"


def test_the_fake_begins_with_a_start_file(tmp_path: Path) -> None:
    path = tmp_path / "start.yaml"
    path.write_text("conversations: [{unique_name: ticket-1}]")

    refused = create({"start_with": str(path)}, tmp_path / "fake", UniqueName="ticket-1")

    assert (refused.status_code, refused.json()["code"]) == (409, 50353)


def test_a_recording_is_replayed(tmp_path: Path, upstream: Upstream) -> None:
    cassette = str(tmp_path / "one.yaml")
    forwarding = {"upstream": upstream.url, "upstream_ca": str(upstream.ca)}
    recording = {"mode": "record", "cassette": cassette, **forwarding}
    live = create(recording, tmp_path / "record", FriendlyName="Ada")

    replaying = {"mode": "replay", "cassette": cassette}
    replayed = create(replaying, tmp_path / "replay", FriendlyName="Ada")

    assert live.status_code == 201
    assert live.headers["ringback"] == "live"
    assert replayed.text == live.text
    assert TOKEN not in Path(cassette).read_text()


def test_faults_are_injected(tmp_path: Path) -> None:
    faults = ["unavailable", "slow,ms=200", "truncate", "close", "timeout"]
    options = {"ringback_fault": [f"{fault},times=1" for fault in faults]}

    with Mitmdump(options, tmp_path) as proxy:
        began = time.monotonic()
        refused, slow, truncated, closed = (ask(proxy) for _ in range(4))
        with wire.tunnel(proxy.address, f"{broken.HOST}:443") as below:
            client = TlsSocket(below, proxy.ca)
            client.sendall(broken.post())
            below.settimeout(0.2)
            with pytest.raises(TimeoutError):
                client.recv(1)
        answered = ask(proxy)
        finished = proxy.stop()

    assert (refused.status, refused.header("ringback")) == (503, 'fault;name="unavailable"')
    assert time.monotonic() - began >= 0.2
    assert (slow.status, slow.end) == (201, broken.OPEN)
    assert (truncated.status, truncated.end) == (201, broken.CLOSED)
    assert len(truncated.body) == int(truncated.header("content-length") or 0) // 2
    assert closed == Seen(b"", broken.CLOSED)
    assert (answered.status, answered.header("ringback")) == (201, "fake")
    assert "fault truncate,times=1: 1 hit" in finished.stdout + finished.stderr
    assert "Traceback" not in finished.stdout + finished.stderr


def ask(proxy: Mitmdump) -> Seen:
    return broken.ask_through_tls(proxy.address, proxy.ca, broken.post())


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("ringback_now=yesterday", "ISO 8601"),
        ("ringback_fault=reset,times=1", "ringback fake --fault reset,times=1"),
        ("ringback_start_with=missing.yaml", "missing.yaml: it cannot be read"),
    ],
    ids=["instant", "fault", "start file"],
)
def test_an_invalid_option_is_reported(tmp_path: Path, option: str, message: str) -> None:
    settings = ("listen_host=127.0.0.1", "listen_port=0", f"confdir={tmp_path}")
    pairs = [part for each in (*settings, option) for part in ("--set", each)]
    command = (mitmdump_program(), "-s", str(SCRIPT), *pairs)

    with Background(command, tmp_path) as program:
        program.until(lambda: message in program.stdout + program.stderr or None)
        program.stop()
