from pathlib import Path

import pytest

from ringback_proxy.cli.init.project import Project, examine


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param([], Project(True, "pytest"), id="an empty folder"),
        pytest.param(
            ["pyproject.toml", "tests/"], Project(True, "pytest", ".", "tests"), id="Python"
        ),
        pytest.param(
            ["requirements.txt", "setup.py"], Project(True, "pytest", "-r requirements.txt"),
            id="requirements",
        ),
        pytest.param(["package.json"], Project(False, "npm test"), id="Node"),
        pytest.param(["go.mod"], Project(False, "go test ./..."), id="Go"),
        pytest.param(["package.json", "pyproject.toml"], Project(True, "pytest", "."), id="both"),
    ],
)  # fmt: skip
def test_a_project_is_told_by_its_files(
    tmp_path: Path, names: list[str], expected: Project
) -> None:
    for name in names:
        path = tmp_path / name
        path.mkdir() if name.endswith("/") else path.touch()

    assert examine(tmp_path) == expected
