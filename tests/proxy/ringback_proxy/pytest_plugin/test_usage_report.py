from pathlib import Path

import pytest

from ringback_proxy.pytest_plugin.usage_report import UsageReport
from ringback_proxy.testing.ipc.messages import Place, SessionResult


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    path = tmp_path / "shared.yaml"
    path.touch()
    return path


@pytest.fixture
def tally() -> UsageReport:
    return UsageReport()


def ended(cassette: Path, *unplayed: int) -> SessionResult:
    return SessionResult((), (cassette,), tuple(Place(cassette, index) for index in unplayed))


def test_what_no_test_played_is_found(tally: UsageReport, cassette: Path) -> None:
    tally.add("test", ended(cassette, 2, 3))
    tally.add("test", ended(cassette, 1, 3))
    assert tally.findings() == [f"never played: {cassette} #3"]


def test_a_cassette_of_no_test_is_found(tally: UsageReport, cassette: Path, tmp_path: Path) -> None:
    (tmp_path / "orphan.yaml").touch()
    tally.expect("test", [cassette])
    assert tally.findings() == [f"of no test: {tmp_path / 'orphan.yaml'}"]


def test_a_test_that_was_skipped_still_has_its_cassette(
    tally: UsageReport, cassette: Path, tmp_path: Path
) -> None:
    tally.expect("test", [cassette, tmp_path / "missing" / "other.yaml"])
    assert tally.findings() == []


def test_workers_are_counted_together(cassette: Path, tmp_path: Path) -> None:
    (tmp_path / "orphan.yaml").touch()
    one, other, together = UsageReport(), UsageReport(), UsageReport()
    one.add("one", ended(cassette, 2, 3))
    other.add("other", ended(cassette, 1, 3))
    other.expect("other", [cassette])
    together.merge(one.plain())
    together.merge(other.plain())
    assert together.findings() == [
        f"never played: {cassette} #3",
        f"of no test: {tmp_path / 'orphan.yaml'}",
    ]
    assert not together.is_partial


def test_the_cassettes_of_a_test_file_that_is_gone_are_found(
    tally: UsageReport, tmp_path: Path
) -> None:
    for name in ("test_there", "test_other", "test_gone"):
        (tmp_path / "cassettes" / name).mkdir(parents=True)
        (tmp_path / "cassettes" / name / "it.yaml").touch()
    for name in ("test_there", "test_other"):
        (tmp_path / f"{name}.py").touch()
    tally.expect("test", [tmp_path / "cassettes/test_there/it.yaml"])
    assert tally.findings() == [f"of no test: {tmp_path / 'cassettes/test_gone/it.yaml'}"]


def test_what_a_skipped_test_might_have_played_is_no_finding(
    tally: UsageReport, cassette: Path
) -> None:
    tally.expect("test", [cassette])
    tally.expect("skipped", [cassette])
    tally.add("test", ended(cassette, 2))
    assert tally.findings() == []


def test_a_skipped_test_whose_folder_nobody_knows_leaves_nothing_known(
    tally: UsageReport, cassette: Path, tmp_path: Path
) -> None:
    (tmp_path / "orphan.yaml").touch()
    tally.expect("test", [cassette])
    tally.unplaced.add("skipped")
    assert tally.findings() == []


def test_a_miss_of_a_test_that_passed_is_found(tally: UsageReport) -> None:
    tally.add("test", SessionResult(missed=("GET /v1/Roles",)))
    together = UsageReport()
    together.merge(tally.plain())
    assert together.findings() == ["missed: GET /v1/Roles (test)"]


def test_a_worker_that_left_tests_out_makes_the_run_partial(tally: UsageReport) -> None:
    together = UsageReport()
    together.merge(UsageReport(is_partial=True).plain())
    assert together.is_partial
