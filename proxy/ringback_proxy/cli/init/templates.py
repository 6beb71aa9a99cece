"""The first files of a project on Ringback."""

from dataclasses import dataclass

from ringback_proxy.cli.init.project import Project


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to write; `path` is relative to the project."""

    path: str
    text: str


def make_files(project: Project) -> tuple[NewFile, ...]:
    """Return the files that a project begins with."""
    return (
        _conftest(project) if project.is_python else _makefile(project),
        NewFile(".pre-commit-config.yaml", _PRE_COMMIT),
        _workflow(project),
    )


_CONFTEST = '''\
"""The tests run on Ringback: nothing in them reaches Twilio."""

import pytest


@pytest.fixture(autouse=True)
def twilio(ringback):
    """Fake Twilio in each test.

    @pytest.mark.ringback("NAME") replays cassettes/MODULE/NAME.yaml instead. To record it:
    pytest --ringback-record-mode once

    @pytest.mark.ringback(start_with="start.yaml") begins with conversations and users of a file,
    such as `ringback state dump` writes.
    """
    return ringback
'''

_MAKEFILE = """\
# The tests on a fake of Twilio, which nothing leaves; for others: make test-on-ringback TESTS=...
# With --start-with start.yaml it begins with conversations and users, see `ringback state dump`.
TESTS ?= {command}

.PHONY: test-on-ringback
test-on-ringback:
	ringback fake -- $(TESTS)
"""

_PRE_COMMIT = """\
# Cassettes are checked before each commit: https://pre-commit.com
repos:
  - repo: local
    hooks:
      - id: ringback-lint
        name: cassettes are sound
        entry: ringback cassette lint
        language: system
        files: (^|/)cassettes/.*\\.(yaml|yml|json)$
      - id: ringback-redact
        name: cassettes hold no secrets
        entry: ringback cassette redact --check
        language: system
        files: (^|/)cassettes/.*\\.(yaml|yml|json)$
"""

_WORKFLOW = """\
# The tests, and a check of the cassettes, without an account of Twilio's.
name: ringback
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    env:
      TWILIO_ACCOUNT_SID: AC00000000000000000000000000000000
      TWILIO_AUTH_TOKEN: any
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - name: Install
        run: {install}
      - name: Check the cassettes
        run: find . -type d -name cassettes -prune -exec ringback cassette lint {{}} +
      - name: Test
        run: {test}
"""


def _conftest(project: Project) -> NewFile:
    return NewFile(f"{project.tests}/conftest.py".lstrip("/"), _CONFTEST)


def _makefile(project: Project) -> NewFile:
    return NewFile("Makefile", _MAKEFILE.format(command=project.test_command))


def _workflow(project: Project) -> NewFile:
    packages = ["ringback", *(["pytest"] if project.is_python else []), project.requirements]
    text = _WORKFLOW.format(
        install=f"python -m pip install {' '.join(filter(None, packages))}",
        test="pytest" if project.is_python else f"ringback fake -- {project.test_command}",
    )
    return NewFile(".github/workflows/ringback.yml", text)
