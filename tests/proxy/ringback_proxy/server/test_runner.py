import json
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ringback.errors import CassetteError, CertificateError, ListenError
from ringback.settings import parsers
from ringback.settings.names import ModeName
from ringback.settings.setting import build
from ringback.settings.table import (
    SETTINGS_OF,
    InspectSettings,
    RecordSettings,
    ReplaySettings,
)
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.plan import Plan
from ringback_proxy.server.runner import run
from tests.support.twilio.upstream import Upstream

ASK = """
import json, sys, urllib.error, urllib.request
ready = json.load(open(sys.argv[1]))
try:
    urllib.request.urlopen(ready["base_url"] + "/v1/Conversations")
except urllib.error.HTTPError as error:
    print(error.code)
"""


def python(code: str, *arguments: object) -> tuple[str, ...]:
    return (sys.executable, "-c", code, *map(str, arguments))


# --- around a command


@pytest.mark.parametrize("status", [0, 7])
def test_the_status_is_the_commands(plan: Plan, status: int) -> None:
    assert run(replace(plan, command=python(f"raise SystemExit({status})"))) == status


def test_requests_of_the_command_are_shown_and_counted(
    plan: Plan, capfd: pytest.CaptureFixture[str]
) -> None:
    run(replace(plan, command=python(ASK, plan.ready_file)))

    output = capfd.readouterr()
    assert output.out == "401\n"
    assert "GET /v1/Conversations → 401 fake" in output.err
    assert output.err.splitlines()[-1] == "ringback: 1 exchange: 1 fake"
    assert "NO EXCHANGE" not in output.err


def test_every_line_is_json_if_that_is_asked_for(
    plan: Plan, capfd: pytest.CaptureFixture[str]
) -> None:
    status = run(replace(plan, command=python(ASK, plan.ready_file), log_format="json"))

    found = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    of_a_command = [each for each in found if each["type"] != "message"]
    assert status == 0
    assert [each["type"] for each in of_a_command] == ["listening", "exchange", "summary"]
    assert of_a_command[1]["request"]["method"] == "GET"
    assert (of_a_command[2]["sources"], of_a_command[2]["status"]) == ({"fake": 1}, 0)


def test_a_run_without_exchanges_is_summed_up_in_json(
    plan: Plan, capfd: pytest.CaptureFixture[str]
) -> None:
    run(replace(plan, command=python("raise SystemExit(7)"), log_format="json"))

    found = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert (found[-1]["type"], found[-1]["exchanges"], found[-1]["status"]) == ("summary", 0, 7)
    assert "NO EXCHANGE WAS SEEN" in str(found)


def test_an_error_of_the_operator_is_json_too(
    plan: Plan, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        addresses = Addresses(port=taken.getsockname()[1])
        status = run(replace(plan, addresses=addresses, log_format="json"))

    found = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    errors = [each["text"] for each in found if each.get("level") == "error"]
    assert status == 1
    assert len(errors) == 1
    assert str(addresses.port) in errors[0]


@pytest.mark.parametrize(
    ("mode", "shown"), [("inspect", True), ("fake", False)], ids=["inspect", "another mode"]
)
def test_inspect_shows_whole_exchanges(
    plan: Plan, capfd: pytest.CaptureFixture[str], upstream: Upstream, mode: ModeName, shown: bool
) -> None:
    forwarding = {"upstream": parsers.parse_upstream(upstream.url), "upstream_ca": upstream.ca}
    settings = build(SETTINGS_OF[mode], forwarding)

    run(replace(plan, settings=settings, command=python(ASK, plan.ready_file)))

    assert ("  < Content-Type: " in capfd.readouterr().err) is shown


CASSETTE = """\
version: 1
interactions:
- request:
    method: GET
    uri: https://conversations.twilio.com/v1/Conversations
    body: null
    headers: {}
  response:
    status: {code: 401, message: Unauthorized}
    headers: {}
    body: {string: '{}'}
"""


@pytest.mark.parametrize(
    ("code", "status"),
    [
        pytest.param(ASK, 0, id="all was played"),
        pytest.param("", 3, id="a recording was not played"),
        pytest.param("raise SystemExit(7)", 7, id="the command's own status wins"),
    ],
)
def test_a_strict_replay_ends_with_3_if_anything_is_left(
    plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str], code: str, status: int
) -> None:
    (tmp_path / "a.yaml").write_text(CASSETTE)
    settings = ReplaySettings(cassette=(tmp_path / "a.yaml",), strict=True)

    ended = run(replace(plan, settings=settings, command=python(code, plan.ready_file)))

    assert ended == status
    objection = "ringback: --strict: 1 recording never played"
    assert (objection in capfd.readouterr().err) is (status == 3)


# --- errors at the start


def is_locked(plan: Plan) -> bool:
    """Return whether another run has locked the cassette."""
    try:
        run(plan)
    except CassetteError:
        return True
    return False


def test_an_error_at_the_start_unlocks_the_cassette(plan: Plan, tmp_path: Path) -> None:
    settings = RecordSettings(cassette=(tmp_path / "a.yaml",))
    recording = replace(plan, settings=settings)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        addresses = Addresses(port=taken.getsockname()[1])
        with pytest.raises(ListenError):
            run(replace(recording, addresses=addresses))

    assert not is_locked(recording)
    assert not (tmp_path / "a.yaml").exists()


def test_a_ca_that_cannot_be_trusted_is_found_before_anything_is_forwarded(
    plan: Plan, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").write_text("hello")
    settings = InspectSettings(upstream_ca=tmp_path / "ca.pem")

    with pytest.raises(CertificateError, match="--upstream-ca"):
        run(replace(plan, settings=settings))


def test_a_torn_cassette_is_warned_of_at_the_start(
    plan: Plan, tmp_path: Path, capfd: pytest.CaptureFixture[str], upstream: Upstream
) -> None:
    cassette = tmp_path / "a.yaml"
    recorded = RecordSettings(
        cassette=(cassette,),
        upstream=parsers.parse_upstream(upstream.url),
        upstream_ca=upstream.ca,
    )
    run(replace(plan, settings=recorded, command=python(ASK, plan.ready_file)))
    with cassette.open("ab") as file:
        file.write(b"- request:\n    body: 'torn")
    capfd.readouterr()

    run(replace(plan, settings=ReplaySettings(cassette=(cassette,))))

    first = capfd.readouterr().err.splitlines()[0]
    assert first.startswith("ringback: ")
    assert "a.yaml" in first
