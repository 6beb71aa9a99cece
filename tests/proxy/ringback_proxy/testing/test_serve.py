import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

import ringback_proxy
from ringback.errors import RingbackError, UsageError
from ringback_proxy.testing.serve import serve
from tests.support.process.ringback import CREDENTIALS
from tests.support.twilio.upstream import Upstream

CREATE = """
import os
from twilio.rest import Client
client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
print(client.conversations.v1.conversations.create(friendly_name="printer on fire").sid)
"""


def create() -> str:
    """Create a conversation in a program that does not use Ringback."""
    return subprocess.check_output([sys.executable, "-c", CREATE], text=True).strip()


def test_it_fakes_without_pytest() -> None:
    before = dict(os.environ)
    with serve(seed=7) as ringback:
        sid = create()
        assert ringback.conversations[sid].friendly_name == "printer on fire"
    assert dict(os.environ) == before


def test_it_records_and_replays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upstream: Upstream
) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    cassette = tmp_path / "it.yaml"
    with serve(
        cassette=cassette, record_mode="once", upstream=upstream.url, upstream_ca=upstream.ca
    ):
        recorded = create()
    with serve(cassette=cassette) as ringback:
        assert create() == recorded
        ringback.assert_all_played()


def test_a_block_that_fails_leaves_its_pending_cassette_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upstream: Upstream
) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    cassette = tmp_path / "it.yaml"
    recording = serve(
        cassette=cassette,
        record_mode="once",
        upstream=upstream.url,
        upstream_ca=upstream.ca,
        confdir=tmp_path / "confdir",
    )

    def fail() -> None:
        with recording:
            create()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not cassette.exists()
    assert cassette.with_name("it.yaml.pending").exists()


def test_replay_needs_a_cassette() -> None:
    with pytest.raises(UsageError, match="replay needs a cassette"), serve("replay"):
        pytest.fail("it began")


def test_an_invalid_cassette_is_refused(tmp_path: Path) -> None:
    cassette = tmp_path / "it.yaml"
    cassette.write_text(json.dumps("text"))
    with pytest.raises(RingbackError, match=r"it\.yaml"), serve(cassette=cassette):
        pytest.fail("it began")


def test_the_package_exports_the_public_names_only() -> None:
    assert ringback_proxy.serve is serve
    assert {getattr(ringback_proxy, name).__name__ for name in ringback_proxy.__all__} == {
        "Exchange",
        "ProxyProcess",
        "ReceivedWebhook",
        "Ringback",
        "WebhookDelivery",
        "serve",
    }
    with pytest.raises(AttributeError, match="has no attribute 'pretend'"):
        getattr(ringback_proxy, "pretend")  # noqa: B009 - a type checker knows, too


def test_a_strict_block_fails_if_a_request_missed(tmp_path: Path) -> None:
    def missing(strict: bool) -> None:
        with serve(cassette=tmp_path / "none.yaml", strict=strict) as ringback:
            asked = f"{ringback.base_url}/v1/Conversations"
            assert requests.get(asked, auth=("AC", "t")).status_code == 501

    missing(strict=False)
    with pytest.raises(AssertionError, match=r"strict, and\n  missed: GET /v1/Conversations"):
        missing(strict=True)


def test_a_miss_has_the_status_that_is_given() -> None:
    with serve(miss_status=422):
        response = requests.get("https://api.twilio.com/2010-04-01/Accounts.json", timeout=20)
    assert response.status_code == 422
