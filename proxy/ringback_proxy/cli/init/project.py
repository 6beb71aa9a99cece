"""What kind of project a folder holds, as far as its first files depend on it."""

from dataclasses import dataclass
from pathlib import Path

_OF_PYTHON = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "conftest.py")
# The file that tells a kind of project, and how its tests are usually run.
_TEST_COMMANDS = (
    ("package.json", "npm test"),
    ("go.mod", "go test ./..."),
    ("pom.xml", "mvn --quiet test"),
    ("build.gradle", "./gradlew test"),
    ("build.gradle.kts", "./gradlew test"),
    ("Gemfile", "bundle exec rake test"),
    ("composer.json", "vendor/bin/phpunit"),
)


@dataclass(frozen=True, slots=True)
class Project:
    """A project.

    - `is_python`: its tests are taken to be pytest's.
    - `test_command`: how its tests are run.
    - `requirements`: what pip installs for them, as arguments.
    - `tests`: the folder of the tests, "" if they are in the project's own.
    """

    is_python: bool
    test_command: str
    requirements: str = ""
    tests: str = ""


def examine(folder: Path) -> Project:
    """Return what a folder tells of its project; without any sign it is one of Python."""
    others = [command for name, command in _TEST_COMMANDS if (folder / name).is_file()]
    is_python = not others or any((folder / name).is_file() for name in _OF_PYTHON)
    if not is_python:
        return Project(is_python=False, test_command=others[0])
    tests = next((name for name in ("tests", "test") if (folder / name).is_dir()), "")
    return Project(True, "pytest", _find_requirements(folder), tests)


def _find_requirements(folder: Path) -> str:
    for name in ("requirements-dev.txt", "requirements.txt"):
        if (folder / name).is_file():
            return f"-r {name}"
    is_package = any((folder / name).is_file() for name in ("pyproject.toml", "setup.py"))
    return "." if is_package else ""
