import shutil
import sys
from pathlib import Path

import pytest

from tests.support.process.ringback import run

EXAMPLE = Path(__file__).parents[3] / "cassettes" / "example.yaml"
CREATE = """
import urllib.request
url = "https://conversations.twilio.com/v1/Conversations"
try:
    urllib.request.urlopen(url, b"FriendlyName={}").read()
except urllib.error.HTTPError:
    pass
raise SystemExit({})
"""


@pytest.mark.parametrize(
    ("name", "ended", "status", "expected"),
    [
        pytest.param("printer+on+fire", 0, 0, "1 of 1 recordings played", id="all played"),
        pytest.param("other", 0, 3, "--strict: 1 miss and 1 recording never played", id="a miss"),
        pytest.param("other", 7, 7, "never played: example.yaml", id="the command failed itself"),
    ],
)
def test_misses_and_unplayed_recordings_of_a_strict_run_are_status_3(
    tmp_path: Path, name: str, ended: int, status: int, expected: str
) -> None:
    shutil.copy(EXAMPLE, tmp_path)
    program = (sys.executable, "-c", CREATE.format(name, ended))

    finished = run("replay", "-c", "example.yaml", "--strict", "--", *program, folder=tmp_path)

    assert finished.status == status
    assert expected in finished.stderr


def test_an_unknown_parameter_is_noted_and_counted_in_a_replay(tmp_path: Path) -> None:
    recorded = EXAMPLE.read_text().replace("body: FriendlyName=", "body: FriendlyNmae=")
    (tmp_path / "example.yaml").write_text(recorded)
    create = CREATE.replace("FriendlyName", "FriendlyNmae").format("printer+on+fire", 0)
    program = (sys.executable, "-c", create)

    finished = run("replay", "-c", "example.yaml", "--strict", "--", *program, folder=tmp_path)

    assert finished.status == 3
    assert "is ignored. Did you mean FriendlyName?" in finished.stderr
    assert "--strict: 1 request with an unknown parameter" in finished.stderr
