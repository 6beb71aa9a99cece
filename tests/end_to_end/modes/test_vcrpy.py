"""Exchange of cassettes with vcrpy, both ways."""

from pathlib import Path

import pytest

from tests.support.clients import HERE, PYTHON, parse_output, python_client
from tests.support.process.background import Background, Finished
from tests.support.process.ringback import CREDENTIALS, run
from tests.support.process.starting import Start
from tests.support.twilio.upstream import Behavior, Upstream

FORM = ("FriendlyName=Ada & Bob 🎭", 'Attributes={ "topic": "feedback" }')


def vcrpy(program: str, cassette: Path, folder: Path, **environment: str) -> Finished:
    """Run a program that uses vcrpy, without a proxy in its environment."""
    command = (*PYTHON, str(HERE / f"vcrpy_{program}.py"), str(cassette), *FORM)
    folder.mkdir()
    with Background(command, folder, {**CREDENTIALS, **environment}) as running:
        return running.wait()


def recorded(cassette: Path, folder: Path, upstream: Upstream) -> Finished:
    client = python_client("twilio", *FORM)
    options = ("--cassette", str(cassette), *upstream.arguments)
    return run("record", *options, "--", *client, folder=folder, environment=CREDENTIALS)


def test_vcrpy_plays_recordings_of_ringback(tmp_path: Path, upstream: Upstream) -> None:
    cassette = tmp_path / "ours.yaml"
    live = recorded(cassette, tmp_path, upstream)
    written = cassette.read_bytes()

    played = vcrpy("plays", cassette, tmp_path / "vcrpy")

    assert played.status == 0, played.stderr
    ours, theirs = parse_output(live.stdout), parse_output(played.stdout)
    assert theirs.status == 201
    assert theirs.body["friendly_name"] == "Ada & Bob 🎭"
    # vcrpy does not restore the caller's account, so it plays the placeholder.
    assert {**theirs.body, "account_sid": ours.body["account_sid"]} == ours.body
    assert cassette.read_bytes() == written


def test_vcrpy_plays_compressed_recordings_of_ringback(tmp_path: Path, upstream: Upstream) -> None:
    upstream.behave(Behavior.GZIP)
    cassette = tmp_path / "ours.yaml"
    recorded(cassette, tmp_path, upstream)

    played = vcrpy("plays", cassette, tmp_path / "vcrpy")

    assert parse_output(played.stdout).body["friendly_name"] == "Ada & Bob 🎭"


@pytest.mark.parametrize("manner", [Behavior.ORDINARY, Behavior.GZIP], ids=str)
def test_ringback_plays_recordings_of_vcrpy(
    start: Start, tmp_path: Path, upstream: Upstream, manner: Behavior
) -> None:
    upstream.behave(manner)
    cassette = tmp_path / "theirs.yaml"
    inspect = start("inspect", *upstream.arguments)
    live = vcrpy("records", cassette, tmp_path / "vcrpy", **inspect.environment)
    written = cassette.read_bytes()

    replayed = run(
        "replay", "--cassette", str(cassette), "--", *python_client("requests", *FORM),
        folder=tmp_path, environment=CREDENTIALS,
    )  # fmt: skip

    assert live.status == 0, live.stderr
    assert b"uri: https://conversations.twilio.com/v1/Conversations" in written
    assert replayed.status == 0, replayed.stderr
    assert parse_output(replayed.stdout) == parse_output(live.stdout)
    assert cassette.read_bytes() == written


def test_ringback_adds_to_recordings_of_vcrpy(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    cassette = tmp_path / "theirs.yaml"
    inspect = start("inspect", *upstream.arguments)
    vcrpy("records", cassette, tmp_path / "vcrpy", **inspect.environment)
    live = start("record", "--cassette", cassette, *upstream.arguments).create(FriendlyName="Eve")

    replay = start("replay", "--cassette", cassette)

    assert replay.create(FriendlyName="Eve").json() == live.json()
    # vcrpy can still read the whole cassette, its own recordings first.
    played = vcrpy("plays", cassette, tmp_path / "again")
    assert "a recording was not played" in played.stderr
    assert parse_output(played.stdout).body["friendly_name"] == "Ada & Bob 🎭"
