import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ringback.cassette.model import Interaction
from ringback.errors import CassetteError, UsageError
from tests.support.cassettes.commands import run
from tests.support.cassettes.exchanges import (
    ACCOUNT,
    CONVERSATION,
    TOKEN,
    create,
    reply,
    request,
    write_cassette,
)
from tests.support.documents.documents import ROOT
from tests.support.twilio.conversations import conversation
from tests.support.twilio.upstream import Upstream

SHIPPED = (ROOT / "cassettes", ROOT / "docs" / "examples")
FETCH = request("GET", f"/v1/Conversations/{CONVERSATION}", caller=None)
KNOWN = conversation(CONVERSATION, ACCOUNT, {})
WRONG = {name: value for name, value in KNOWN.items() if name != "state"} | {"region": "us1"}


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    with Upstream(tmp_path_factory.mktemp("upstream")) as upstream:
        upstream.state.conversations.known[CONVERSATION] = KNOWN
        yield upstream


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)


@pytest.fixture
def true(tmp_path: Path) -> Path:
    return write_cassette(tmp_path / "true.yaml", Interaction(FETCH, reply(200, KNOWN)))


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    return write_cassette(tmp_path / "wrong.yaml", Interaction(FETCH, reply(200, WRONG)))


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_ships_is_true(folder: Path) -> None:
    result = run("drift", "--against", "fake", folder)

    # Other products are not faked, so that nothing of theirs is compared.
    others = [line for line in result.stdout.splitlines() if "not compared" not in line]
    assert (result.exit_code, others) == (0, [])
    assert re.search(r"\d same", result.stderr)


def test_a_recording_that_is_no_longer_true_ends_with_status_3(wrong: Path) -> None:
    result = run("drift", "--against", "fake", wrong)

    assert result.exit_code == 3
    where = f"{wrong}:3: #1: GET /v1/Conversations/{CONVERSATION}"
    assert result.stdout.splitlines() == [
        f"{where}: error: region is missing; recorded is text",
        f"{where}: info: state is new: text",
    ]
    assert "ringback: 1 compared: 1 changed shape (against the fake)" in result.stderr


def test_the_json_has_every_comparison(true: Path, wrong: Path) -> None:
    result = run("drift", "--against", "fake", "--json", true, wrong)

    assert result.exit_code == 3
    assert [(one["path"], one["verdict"]) for one in json.loads(result.stdout)] == [
        (str(true), "same"),
        (str(wrong), "changed shape"),
    ]


@pytest.mark.usefixtures("credentials")
def test_twilio_itself_can_be_asked(true: Path, wrong: Path, upstream: Upstream) -> None:
    result = run("drift", "--against", "live", *upstream.arguments, true, wrong)

    assert result.exit_code == 3
    assert "error: region is missing" in result.stdout
    assert f"1 same, 1 changed shape (against {upstream.url})" in result.stderr
    assert {received.method for received in upstream.requests} == {"GET"}
    assert upstream.requests[0].credentials == (ACCOUNT, TOKEN)


@pytest.mark.usefixtures("credentials")
def test_read_only_may_be_said(tmp_path: Path, upstream: Upstream) -> None:
    written = write_cassette(tmp_path / "a.yaml", Interaction(create(), reply(400, {})))

    result = run("drift", "--against", "live", "--read-only", *upstream.arguments, written)

    assert result.exit_code == 0
    assert "not compared: it is not a GET" in result.stdout


def test_without_credentials_nobody_is_asked(true: Path) -> None:
    with pytest.raises(UsageError, match="TWILIO_ACCOUNT_SID is not set"):
        run("drift", "--against", "live", true)


def test_the_fake_has_no_upstream(true: Path, upstream: Upstream) -> None:
    with pytest.raises(UsageError, match="--upstream is for --against live"):
        run("drift", "--against", "fake", *upstream.arguments, true)


def test_what_is_asked_must_be_said(true: Path) -> None:
    assert run("drift", true).exit_code == 2


def test_an_unreadable_cassette_does_not_hide_the_others(tmp_path: Path, wrong: Path) -> None:
    broken = tmp_path / "a.yaml"
    broken.write_text("- nothing")

    with pytest.raises(CassetteError, match=r"a\.yaml"):
        run("drift", "--against", "fake", broken, wrong)
