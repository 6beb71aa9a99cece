from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ringback.errors import RingbackError
from ringback_proxy.cli.init import command
from ringback_proxy.cli.init.command import init

FILES = (".github/workflows/ringback.yml", ".pre-commit-config.yaml", "conftest.py")


def run(folder: Path, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(init, [str(folder), *arguments], input=typed, catch_exceptions=False)


def content(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_files_are_shown_and_written(tmp_path: Path) -> None:
    result = run(tmp_path, "--yes")

    written = content(tmp_path)
    assert tuple(written) == FILES
    assert all(f"--- {name}\n{text}" in result.stdout for name, text in written.items())


def test_nothing_is_written_where_nobody_can_agree(tmp_path: Path) -> None:
    result = run(tmp_path)

    assert (result.exit_code, content(tmp_path)) == (0, {})
    assert "--- conftest.py\n" in result.stdout
    assert result.stderr == "ringback: nothing was written; ringback init --yes does it\n"


@pytest.mark.parametrize(("answer", "count"), [("y\n", 3), ("n\n", 0), ("\n", 0)])
def test_a_person_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, count: int
) -> None:
    monkeypatch.setattr(command, "is_terminal", lambda stream: True)

    result = run(tmp_path, typed=answer)

    assert len(content(tmp_path)) == count
    assert "Write conftest.py, .pre-commit-config.yaml, .github/workflows/" in result.stderr


def test_a_file_that_exists_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("mine")
    (tmp_path / ".pre-commit-config.yaml").symlink_to("nowhere")

    result = run(tmp_path, "--yes")

    assert (tmp_path / "conftest.py").read_text() == "mine"
    assert (tmp_path / ".pre-commit-config.yaml").is_symlink()
    assert not (tmp_path / "nowhere").exists()
    assert "--- conftest.py exists and stays as it is; to be added by hand\n" in result.stdout
    assert result.stderr == f"ringback: wrote {tmp_path}/.github/workflows/ringback.yml\n"


def test_the_second_time_nothing_is_written(tmp_path: Path) -> None:
    run(tmp_path, "--yes")
    before = content(tmp_path)

    result = run(tmp_path, "--yes")

    assert content(tmp_path) == before
    assert result.stderr == "ringback: every file exists; nothing was written\n"


def test_a_project_without_python_gets_a_makefile(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}")

    run(tmp_path, "--yes")

    assert "TESTS ?= npm test\n" in (tmp_path / "Makefile").read_text()
    assert not (tmp_path / "conftest.py").exists()


@pytest.mark.parametrize("name", ["none", "x" * 300], ids=["missing", "too long"])
def test_a_missing_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RingbackError, match="is not a folder; name the project's"):
        run(tmp_path / name)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("in the way of the folder")

    with pytest.raises(RingbackError, match=r"ringback\.yml cannot be written"):
        run(tmp_path, "--yes")

    assert (tmp_path / "conftest.py").exists()
