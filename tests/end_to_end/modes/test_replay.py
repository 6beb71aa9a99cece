"""Replay from cassettes, and misses."""

from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from tests.support.clients import python_client
from tests.support.process.ringback import CONVERSATIONS, CREDENTIALS, Server, run
from tests.support.process.starting import Start, make_starter
from tests.support.twilio.upstream import Upstream

OTHER_ACCOUNT = "AC" + "00" * 16
KEY = "SK" + "11" * 16


@pytest.fixture(scope="module")
def cassette(tmp_path_factory: pytest.TempPathFactory, upstream_server: Upstream) -> Path:
    """A cassette with Ada and Bob, in this order."""
    folder = tmp_path_factory.mktemp("recorded")
    path = folder / "cassettes" / "two.yaml"
    with ExitStack() as stack:
        start = make_starter(folder, stack)
        server = start("record", "--cassette", path, *upstream_server.arguments)
        for name in ("Ada", "Bob"):
            server.create(FriendlyName=name)
    return path


def friendly_name(server: Server, **form: str) -> str:
    return str(server.create(**form).json()["friendly_name"])


def test_each_recording_is_played_once_and_is_named_in_a_header(
    start: Start, cassette: Path
) -> None:
    server = start("replay", "--cassette", cassette)

    bob, ada = server.create(FriendlyName="Bob"), server.create(FriendlyName="Ada")
    again = server.create(FriendlyName="Ada")

    assert bob.headers["ringback"] == 'cassette;file="two.yaml";index=2'
    assert ada.headers["ringback"] == 'cassette;file="two.yaml";index=1'
    assert again.status_code == 501
    assert "--allow-playback-repeats" in again.json()["message"]


def test_with_repeats_the_last_equal_recording_is_played_again(
    start: Start, cassette: Path
) -> None:
    server = start("replay", "--cassette", cassette, "--allow-playback-repeats")

    assert [friendly_name(server, FriendlyName="Ada") for _ in range(3)] == ["Ada"] * 3


def test_the_cassettes_of_a_folder_are_played_and_not_changed(start: Start, cassette: Path) -> None:
    (cassette.parent / "notes.txt").write_text("no cassette")
    before = {path: path.read_bytes() for path in cassette.parent.iterdir()}
    server = start("replay", "--cassette", cassette.parent)

    assert friendly_name(server, FriendlyName="Bob") == "Bob"
    server.stop()
    assert {path: path.read_bytes() for path in cassette.parent.iterdir()} == before


def test_a_difference_in_an_ignored_field_does_not_count(start: Start, cassette: Path) -> None:
    server = start("replay", "--cassette", cassette, "--ignore-field", "FriendlyName")

    assert [friendly_name(server, FriendlyName="Eve") for _ in range(2)] == ["Ada", "Bob"]


def test_without_the_body_in_match_on_any_body_is_answered(start: Start, cassette: Path) -> None:
    server = start("replay", "--cassette", cassette, "--match-on", "method,path")

    assert friendly_name(server, FriendlyName="Eve", State="inactive") == "Ada"


@pytest.mark.parametrize("account", [OTHER_ACCOUNT, KEY], ids=["another account", "an API key"])
def test_each_caller_gets_its_own_account(start: Start, cassette: Path, account: str) -> None:
    with start("replay", "--cassette", cassette).client((account, "t")) as client:
        replayed = client.post(CONVERSATIONS, data={"FriendlyName": "Ada"})

    assert replayed.status_code == 201
    if account == OTHER_ACCOUNT:
        assert replayed.json()["account_sid"] == OTHER_ACCOUNT


def test_a_miss_names_the_closest_recording_and_both_values(start: Start, cassette: Path) -> None:
    miss = start("replay", "--cassette", cassette).create(FriendlyName="Bobby")

    message = miss.json()["message"]
    assert miss.status_code == 501
    assert miss.headers["ringback"] == "miss"
    assert "code" not in miss.json()
    for part in ("two.yaml", "#2", "FriendlyName", "Bob", "Bobby"):
        assert part in message


def test_the_summary_counts_unplayed_recordings(cassette: Path, tmp_path: Path) -> None:
    client = python_client("requests", "FriendlyName=Ada")
    replay = ("replay", "--cassette", str(cassette), "--", *client)

    finished = run(*replay, folder=tmp_path, environment=CREDENTIALS)

    assert "1 of 2 recordings played" in finished.stderr
    assert "two.yaml #2" in finished.stderr


def test_a_binary_body_is_replayed_unchanged(start: Start, tmp_path: Path) -> None:
    body = bytes(range(256))
    cassette = tmp_path / "binary.yaml"
    recording = {
        "request": {"method": "GET", "uri": CONVERSATIONS, "body": None, "headers": {}},
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {"Content-Type": ["application/octet-stream"]},
            "body": {"string": body},
        },
    }
    cassette.write_text(yaml.dump({"version": 1, "interactions": [recording]}))

    with start("replay", "--cassette", cassette).client() as client:
        assert client.get(CONVERSATIONS).content == body
