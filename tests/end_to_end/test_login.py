"""Twilio's OAuth login: faked, recorded without its secrets, and replayed."""

from pathlib import Path

import httpx

from tests.support.process.ringback import CONVERSATIONS, Server
from tests.support.process.starting import Start

TOKEN_URL = "https://oauth.twilio.com/v2/token"
SECRET = "0123456789abcdef" * 2


def log_in_and_create(server: Server, client_id: str, secret: str) -> list[httpx.Response]:
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    with server.client(auth=None) as client:
        login = client.post(TOKEN_URL, data=form)
        client.headers["Authorization"] = f"Bearer {login.json()['access_token']}"
        return [login, client.post(CONVERSATIONS, data={"FriendlyName": "Ada"})]


def test_a_login_is_faked(start: Start) -> None:
    login, created = log_in_and_create(start("fake"), "OQ1", SECRET)

    assert (login.status_code, login.headers["ringback"]) == (200, "fake")
    assert (created.status_code, created.json()["friendly_name"]) == (201, "Ada")


def test_another_host_of_twilios_is_still_refused(start: Start) -> None:
    with start("fake").client() as client:
        assert client.get("https://iam.twilio.com/v1/x").status_code == 501
        assert client.get("https://oauth.twilio.com/v2/authorize").status_code == 501


def test_a_login_is_recorded_without_secrets_and_replayed(start: Start, tmp_path: Path) -> None:
    upstream = start("fake", "--base-url-port", "0").ready.base_url
    cassette = tmp_path / "login.yaml"
    recorder = start("record", "--cassette", cassette, "--upstream", str(upstream))
    login, created = log_in_and_create(recorder, "OQ1", SECRET)
    assert recorder.stop().status == 0

    text = cassette.read_text()
    assert login.headers["ringback"] == "live"
    assert "uri: https://oauth.twilio.com/v2/token" in text
    assert SECRET not in text
    assert login.json()["access_token"] not in text
    assert "OQ1" not in text

    replay = start("replay", "--strict", "--cassette", cassette)
    _, replayed = log_in_and_create(replay, "OQ2", "another")
    assert replayed.headers["ringback"].startswith("cassette;")
    assert replayed.json()["sid"] == created.json()["sid"]


def test_a_recorder_never_plays_a_login_and_records_it_once(start: Start, tmp_path: Path) -> None:
    upstream = start("fake", "--base-url-port", "0").ready.base_url
    options = ("--cassette", tmp_path / "login.yaml", "--upstream", str(upstream))
    for _ in range(2):
        recorder = start("record", *options)
        login, _ = log_in_and_create(recorder, "OQ1", SECRET)
        assert recorder.stop().status == 0

    assert login.headers["ringback"] == "live"
    assert (tmp_path / "login.yaml").read_text().count("uri: https://oauth.twilio.com") == 1
