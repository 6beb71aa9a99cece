from pathlib import Path

import pytest

from ringback_proxy.pytest_plugin import options


def configured(folder: Path, *arguments: str, ini: str = "") -> pytest.Config:
    """Return the configuration of a run with these options, and this line in its ini-file."""
    (folder / "pytest.ini").write_text(f"[pytest]\n{ini}\n")
    return pytest.Config.fromdictargs({}, [f"--rootdir={folder}", *arguments, str(folder)])


@pytest.mark.parametrize(
    ("arguments", "ini", "mode"),
    [
        pytest.param((), "", "fake", id="by default"),
        pytest.param((), "ringback_mode = replay", "replay", id="ini-file"),
        pytest.param(("--ringback-mode=replay",), "", "replay", id="command line"),
        pytest.param(("--ringback-mode=fake",), "ringback_mode = replay", "fake", id="both"),
    ],
)
def test_the_command_line_wins_over_the_ini_file(
    tmp_path: Path, arguments: tuple[str, ...], ini: str, mode: str
) -> None:
    assert options.read_mode(configured(tmp_path, *arguments, ini=ini)) == mode


def test_an_unknown_mode_is_refused(tmp_path: Path) -> None:
    config = configured(tmp_path, ini="ringback_mode = record")
    with pytest.raises(pytest.UsageError, match="'record'; accepted are fake and replay"):
        options.check_ini(config)


def test_names_to_redact_are_those_of_the_ini_file_and_the_command_line(tmp_path: Path) -> None:
    config = configured(
        tmp_path,
        "--ringback-redact=personal-data",
        "--ringback-redact=Colour",
        ini="ringback_redact =\n    Friend Code\n    Colour",
    )
    assert options.read_redact_names(config) == ("Friend Code", "Colour", "personal-data")


@pytest.mark.parametrize(
    ("record_mode", "may_write"),
    [("none", False), ("once", True), ("new_episodes", True), ("all", True)],
)
def test_only_none_writes_nothing(tmp_path: Path, record_mode: str, may_write: bool) -> None:
    config = configured(tmp_path, f"--ringback-record-mode={record_mode}")
    assert options.may_write(config) is may_write


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [((), False), (("--ringback-report",), True), (("--ringback-strict",), True)],
)
def test_strict_runs_need_the_report_too(
    tmp_path: Path, arguments: tuple[str, ...], expected: bool
) -> None:
    assert options.wants_report(configured(tmp_path, *arguments)) is expected


@pytest.mark.parametrize(
    ("arguments", "ini", "upstream", "ca"),
    [
        pytest.param((), "", None, None, id="by default"),
        pytest.param(
            (),
            "ringback_upstream = http://up\nringback_upstream_ca = ca.pem",
            "http://up",
            "root/ca.pem",
            id="ini-file",
        ),
        pytest.param(
            ("--ringback-upstream=http://other", "--ringback-upstream-ca=other.pem"),
            "ringback_upstream = http://up\nringback_upstream_ca = ca.pem",
            "http://other",
            "here/other.pem",
            id="command line",
        ),
    ],
)
def test_the_upstream_and_its_ca(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    ini: str,
    upstream: str | None,
    ca: str | None,
) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    config = configured(tmp_path / "root", *arguments, ini=ini)
    assert options.read_upstream(config) == upstream
    assert options.read_upstream_ca(config) == (tmp_path / ca if ca else None)
