from pathlib import Path

import pytest

from ringback_proxy.pytest_plugin.usage_report import UsageReport
from ringback_proxy.sessions.result import SessionResult, UnplayedRecording


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    path = tmp_path / "shared.yaml"
    path.touch()
    return path


@pytest.fixture
def report() -> UsageReport:
    return UsageReport()


def ended(cassette: Path, *unplayed: int) -> SessionResult:
    return SessionResult(
        (), (cassette,), tuple(UnplayedRecording(cassette, index) for index in unplayed)
    )


def test_recordings_that_no_test_played_are_listed(report: UsageReport, cassette: Path) -> None:
    report.add("test", ended(cassette, 2, 3))
    report.add("test", ended(cassette, 1, 3))
    assert report.list_findings() == [f"never played: {cassette} #3"]


def test_a_cassette_that_belongs_to_no_test_is_listed(
    report: UsageReport, cassette: Path, tmp_path: Path
) -> None:
    (tmp_path / "orphan.yaml").touch()
    report.expect("test", [cassette])
    assert report.list_findings() == [f"of no test: {tmp_path / 'orphan.yaml'}"]


def test_the_cassettes_of_a_skipped_test_are_not_listed(
    report: UsageReport, cassette: Path, tmp_path: Path
) -> None:
    report.expect("test", [cassette, tmp_path / "missing" / "other.yaml"])
    assert report.list_findings() == []


def test_reports_of_workers_are_merged(cassette: Path, tmp_path: Path) -> None:
    (tmp_path / "orphan.yaml").touch()
    one, other, together = UsageReport(), UsageReport(), UsageReport()
    one.add("one", ended(cassette, 2, 3))
    other.add("other", ended(cassette, 1, 3))
    other.expect("other", [cassette])
    together.merge(one.serialize())
    together.merge(other.serialize())
    assert together.list_findings() == [
        f"never played: {cassette} #3",
        f"of no test: {tmp_path / 'orphan.yaml'}",
    ]
    assert not together.is_partial


def test_the_cassettes_of_a_deleted_test_file_are_listed(
    report: UsageReport, tmp_path: Path
) -> None:
    for name in ("test_there", "test_other", "test_gone"):
        (tmp_path / "cassettes" / name).mkdir(parents=True)
        (tmp_path / "cassettes" / name / "it.yaml").touch()
    for name in ("test_there", "test_other"):
        (tmp_path / f"{name}.py").touch()
    report.expect("test", [tmp_path / "cassettes/test_there/it.yaml"])
    assert report.list_findings() == [f"of no test: {tmp_path / 'cassettes/test_gone/it.yaml'}"]


def test_recordings_that_a_skipped_test_might_have_played_are_not_listed(
    report: UsageReport, cassette: Path
) -> None:
    report.expect("test", [cassette])
    report.expect("skipped", [cassette])
    report.add("test", ended(cassette, 2))
    assert report.list_findings() == []


def test_a_skipped_test_with_an_unknown_folder_leaves_unused_cassettes_unknown(
    report: UsageReport, cassette: Path, tmp_path: Path
) -> None:
    (tmp_path / "orphan.yaml").touch()
    report.expect("test", [cassette])
    report.unplaced.add("skipped")
    assert report.list_findings() == []


def test_a_miss_of_a_passed_test_is_listed(report: UsageReport) -> None:
    report.add("test", SessionResult(missed=("GET /v1/Roles",)))
    together = UsageReport()
    together.merge(report.serialize())
    assert together.list_findings() == ["missed: GET /v1/Roles (test)"]


def test_an_unknown_parameter_of_a_passed_test_is_listed(report: UsageReport) -> None:
    report.add("test", SessionResult(unknown_parameters=("POST /v1/Roles: 'a' is none",)))
    together = UsageReport()
    together.merge(report.serialize())
    assert together.list_findings() == ["unknown parameter: POST /v1/Roles: 'a' is none (test)"]


def test_a_partial_worker_makes_the_run_partial(report: UsageReport) -> None:
    together = UsageReport()
    together.merge(UsageReport(is_partial=True).serialize())
    assert together.is_partial
