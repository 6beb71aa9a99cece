import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ringback_proxy.cli.doctor import doctor, has_failure, render_json, render_table
from ringback_proxy.doctor.diagnosis import Diagnosis, Verdict
from ringback_proxy.doctor.probe import Probe
from tests.support.process.programs import require_program

FINE = Diagnosis(Probe("curl", "", ()), Verdict.FINE)
PAST = Diagnosis(Probe("node", "fetch", ()), Verdict.BYPASSED, "no such host", "use an agent")
ABSENT = Diagnosis(Probe("node", "axios", ()), Verdict.ABSENT, "Cannot find module 'axios'")


def invoke(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(doctor, ["--confdir", str(folder), *arguments])


def test_the_table_shows_reason_and_advice_below_a_failure() -> None:
    assert render_table([FINE, PAST, ABSENT]).splitlines() == [
        "runtime  client  uses the proxy  trusts the CA",
        "curl             yes             yes",
        "node     fetch   NO              -              ignores the proxy",
        "    why: no such host",
        "    do: use an agent",
        "node     axios   -               -              not installed",
    ]


def test_json_has_the_same_data() -> None:
    first, second = json.loads(render_json([FINE, PAST]))

    assert first == {
        "runtime": "curl", "client": "curl", "verdict": "ok",
        "uses_proxy": True, "trusts_ca": True, "why": "", "advice": "",
    }  # fmt: skip
    assert second["uses_proxy"] is False
    assert second["trusts_ca"] is None


@pytest.mark.parametrize(
    ("found", "runtimes", "fails"),
    [
        ([FINE], ["curl"], False),
        ([FINE, PAST], ["curl", "node"], True),
        ([PAST], ["node"], True),
        ([ABSENT], ["node"], True),
        ([ABSENT, Diagnosis(Probe("node", "https", ()), Verdict.FINE)], ["node"], False),
    ],
    ids=["fine", "one of two", "one", "nothing to try", "a library less"],
)
def test_a_named_runtime_must_not_fail(
    found: list[Diagnosis], runtimes: list[str], fails: bool
) -> None:
    assert has_failure(found, runtimes) is fails


def test_a_runtime_is_really_started(tmp_path: Path) -> None:
    require_program("curl")

    told = invoke(tmp_path, "curl", "--json")

    assert told.exit_code == 0, told.output
    assert [one["verdict"] for one in json.loads(told.stdout)] == ["ok"]


def test_a_named_runtime_that_fails_is_status_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert invoke(tmp_path, "go").exit_code == 3


def test_without_names_a_missing_runtime_is_not_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert invoke(tmp_path).exit_code == 0


def test_an_unknown_runtime_is_a_usage_error(tmp_path: Path) -> None:
    told = invoke(tmp_path, "cobol")

    assert told.exit_code == 2
    assert "python" in told.output
