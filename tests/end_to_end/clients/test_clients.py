"""Unmodified clients that only `-- COMMAND` leads to the proxy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.cassettes.recording import Recording
from tests.support.clients import curl_client, node_client, parse_output, python_client
from tests.support.process.background import Background
from tests.support.process.ringback import ACCOUNT, CREDENTIALS, run
from tests.support.twilio.upstream import Upstream

NAME = "Ada & Bob = 100 % 🎭"
FORM = (f"FriendlyName={NAME}", 'Attributes={ "topic": "feedback" }', "State=inactive")

CLIENTS = pytest.mark.parametrize(
    "client",
    [
        pytest.param(lambda *form: python_client("twilio", *form), id="twilio"),
        pytest.param(lambda *form: python_client("requests", *form), id="requests"),
        pytest.param(lambda *form: python_client("httpx", *form), id="httpx"),
        pytest.param(
            lambda *form: ("env", "HTTPX_HTTP2=1", *python_client("httpx", *form)),
            id="httpx with HTTP2",
        ),
        pytest.param(lambda *form: python_client("urllib", *form), id="urllib"),
        pytest.param(node_client, id="node"),
        pytest.param(curl_client, id="curl"),
    ],
)
Client = Callable[..., tuple[str, ...]]


@CLIENTS
def test_a_client_creates_a_conversation_in_the_fake(client: Client, tmp_path: Path) -> None:
    finished = run("fake", "--", *client(*FORM), folder=tmp_path, environment=CREDENTIALS)

    assert finished.status == 0, finished.stderr
    created = parse_output(finished.stdout)
    assert created.status == 201
    assert created.body["account_sid"] == ACCOUNT
    assert created.body["friendly_name"] == NAME
    assert created.body["attributes"] == '{ "topic": "feedback" }'
    assert created.body["state"] == "inactive"


@CLIENTS
def test_a_recording_of_a_client_is_replayed(
    client: Client, tmp_path: Path, recording: Recording, request: pytest.FixtureRequest
) -> None:
    # A conversation for each, since they share the cassette.
    command = client(*FORM, f"UniqueName={request.node.callspec.id}")

    with Background(command, tmp_path, recording.server.environment) as running:
        recorded = running.wait()
    replay = ("replay", "-c", str(recording.cassette), "--", *command)
    replayed = run(*replay, folder=tmp_path, environment=CREDENTIALS)

    assert recorded.status == 0, recorded.stderr
    assert parse_output(recorded.stdout).status == 201
    assert parse_output(replayed.stdout) == parse_output(recorded.stdout)


def test_inspect_forwards_and_prints_and_writes_nothing(tmp_path: Path, upstream: Upstream) -> None:
    client = python_client("twilio", *FORM)

    finished = run(
        "inspect", *upstream.arguments, "--", *client, folder=tmp_path, environment=CREDENTIALS
    )

    assert parse_output(finished.stdout).body["friendly_name"] == NAME
    assert "POST" in finished.stderr
    assert "/v1/Conversations" in finished.stderr
    assert "201" in finished.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_fault_reaches_the_client_as_twilios(tmp_path: Path) -> None:
    client = python_client("twilio", "Attributes=not JSON")

    finished = run("fake", "--", *client, folder=tmp_path, environment=CREDENTIALS)

    fault = parse_output(finished.stdout)
    assert fault.status == 400
    assert fault.body["code"] == 50304
    assert fault.body["message"].endswith("Attributes not valid JSON")


def test_a_miss_reaches_the_client_with_its_explanation(tmp_path: Path, upstream: Upstream) -> None:
    cassette = ("--cassette", "create.yaml")
    record = ("record", *cassette, *upstream.arguments, "--")
    run(
        *record, *python_client("twilio", "FriendlyName=Ada"),
        folder=tmp_path, environment=CREDENTIALS,
    )  # fmt: skip

    finished = run(
        "replay", *cassette, "--", *python_client("twilio", "FriendlyName=Bob"),
        folder=tmp_path, environment=CREDENTIALS,
    )  # fmt: skip

    miss = parse_output(finished.stdout)
    assert miss.status == 501
    assert "ringback: " in miss.body["message"]
    assert "Ada" in miss.body["message"]
    assert "Bob" in miss.body["message"]
