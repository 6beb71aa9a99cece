import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ringback.errors import RingbackError, UsageError
from ringback.state_files.start_file import read_start_file
from ringback_proxy.cli.running_proxy import RunningProxy
from ringback_proxy.cli.state import state
from ringback_proxy.runtime_files import ready_file
from tests.support.proxy.served_control import served_control


@pytest.fixture(scope="module")
def announced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The ready-file of a running proxy, whose session `used` has a conversation."""
    folder = tmp_path_factory.mktemp("served")
    with served_control(folder) as ready:
        path = folder / "ready.json"
        ready_file.write(path, ready)
        used = RunningProxy(ready, "used")
        used.call("PUT", "", {"mode": "fake"})
        form = {"UniqueName": "t", "FriendlyName": "ü: 1"}
        request = {"method": "POST", "path": "/v1/Conversations", "form": form}
        used.call("POST", "/requests", request)
        yield path


def dump(announced: Path, *arguments: str) -> Result:
    """Run the command; raise the error with which it ends."""
    given = ["dump", *arguments, "--ready-file", str(announced)]
    result = CliRunner().invoke(state, given)
    if isinstance(result.exception, RingbackError):
        raise result.exception
    return result


def test_a_dump_is_a_start_file(announced: Path, tmp_path: Path) -> None:
    output = tmp_path / "start.yaml"
    result = dump(announced, "--session", "used", "-o", str(output))

    assert result.output == ""
    document = read_start_file(output, None, adopts_services=True)
    (conversation,) = document.accounts[0].children["conversations"]
    assert conversation.values["friendly_name"] == "ü: 1"


def test_without_a_file_it_is_printed(announced: Path) -> None:
    result = dump(announced, "--session", "used")
    assert "\nconversations:\n  - sid: CH" in result.stdout
    assert result.stderr == ""


def test_json_can_be_started_with_too(announced: Path, tmp_path: Path) -> None:
    output = tmp_path / "start.json"
    dump(announced, "--session", "used", "--format", "json", "-o", str(output))
    assert json.loads(output.read_text())["conversations"][0]["unique_name"] == "t"
    assert read_start_file(output, None, adopts_services=True).account_sids


def test_a_state_that_nobody_has_used_is_explained(announced: Path) -> None:
    result = dump(announced)
    assert "no account has a state yet: each gets one" in result.stderr
    assert result.stdout.endswith("accounts: []\n")


def test_a_session_that_does_not_exist_is_named(announced: Path) -> None:
    with pytest.raises(UsageError, match="there is no session 'other'"):
        dump(announced, "--session", "other")


def test_a_file_that_cannot_be_written_is_named(announced: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "start.yaml"
    with pytest.raises(RingbackError, match=r"start.yaml cannot be written \(No such file or dir"):
        dump(announced, "--session", "used", "-o", str(missing))
