"""The addon in plain mitmproxy, with its options and the same answers."""

import ssl
from collections.abc import Mapping
from pathlib import Path

import httpx

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


def test_an_invalid_option_is_reported(tmp_path: Path) -> None:
    settings = ("listen_host=127.0.0.1", "listen_port=0", f"confdir={tmp_path}")
    options = ("ringback_mode=fake", "ringback_now=yesterday")
    pairs = [part for option in (*settings, *options) for part in ("--set", option)]
    command = (mitmdump_program(), "-s", str(SCRIPT), *pairs)

    with Background(command, tmp_path) as program:
        program.until(lambda: "yesterday" in program.stdout + program.stderr or None)
        program.stop()

    assert "ISO 8601" in program.stdout + program.stderr
