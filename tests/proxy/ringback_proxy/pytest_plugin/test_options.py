from pathlib import Path

import pytest

from ringback_proxy.pytest_plugin import options as pytest_options


def configured(folder: Path, *options: str, ini: str = "") -> pytest.Config:
    """Return the configuration of a run with these options, and this line in its ini-file."""
    (folder / "pytest.ini").write_text(f"[pytest]\n{ini}\n")
    return pytest.Config.fromdictargs({}, [f"--rootdir={folder}", *options, str(folder)])


@pytest.mark.parametrize(
    ("options", "ini", "mode"),
    [
        pytest.param((), "", "fake", id="by default"),
        pytest.param((), "ringback_mode = replay", "replay", id="ini-file"),
        pytest.param(("--ringback-mode=replay",), "", "replay", id="command line"),
        pytest.param(("--ringback-mode=fake",), "ringback_mode = replay", "fake", id="both"),
    ],
)
def test_the_command_line_wins_over_the_ini_file(
    tmp_path: Path, options: tuple[str, ...], ini: str, mode: str
) -> None:
    assert pytest_options.mode_of(configured(tmp_path, *options, ini=ini)) == mode


def test_a_mode_that_there_is_not_is_refused(tmp_path: Path) -> None:
    config = configured(tmp_path, ini="ringback_mode = record")
    with pytest.raises(pytest.UsageError, match="'record'; accepted are fake and replay"):
        pytest_options.check(config)


@pytest.mark.parametrize(
    ("record_mode", "may_write"),
    [("none", False), ("once", True), ("new_episodes", True), ("all", True)],
)
def test_only_none_writes_nothing(tmp_path: Path, record_mode: str, may_write: bool) -> None:
    config = configured(tmp_path, f"--ringback-record-mode={record_mode}")
    assert pytest_options.may_write(config) is may_write


@pytest.mark.parametrize(
    ("options", "wanted"),
    [((), False), (("--ringback-report",), True), (("--ringback-strict",), True)],
)
def test_strict_looks_at_what_a_report_would_list(
    tmp_path: Path, options: tuple[str, ...], wanted: bool
) -> None:
    assert pytest_options.wants_report(configured(tmp_path, *options)) is wanted
