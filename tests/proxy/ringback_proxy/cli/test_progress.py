import io
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from ringback.cassette.model import Interaction
from ringback_proxy.cli import progress
from tests.support.cassettes.archives import CHROMIUM
from tests.support.cassettes.exchanges import create, created, write_cassette
from tests.support.process.terminal import Terminal

# What makes the cursor visible again.
VISIBLE = "\x1b[?25h\n"


class TerminalStream(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    stream = TerminalStream()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
    return stream


@pytest.fixture
def elapsed(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that have passed, in place of the clock."""
    seconds = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: seconds[0])
    return seconds


def test_a_bar_appears_after_a_second(terminal: io.StringIO, elapsed: list[float]) -> None:
    shown = []
    for number in progress.track(range(4), "Reading"):
        shown.append((number, "Reading" in terminal.getvalue()))
        elapsed[0] += 0.6

    assert shown == [(0, False), (1, False), (2, True), (3, True)]
    assert "100%" in terminal.getvalue()
    assert terminal.getvalue().endswith(VISIBLE)


def test_what_is_fast_has_no_bar(terminal: io.StringIO, elapsed: list[float]) -> None:
    assert list(progress.track(range(3), "Reading")) == [0, 1, 2]
    assert terminal.getvalue() == ""


def test_what_is_piped_has_no_bar(monkeypatch: pytest.MonkeyPatch, elapsed: list[float]) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))

    for _ in progress.track(range(3), "Reading"):
        elapsed[0] += 1

    assert stream.getvalue() == ""


def test_an_interrupted_bar_leaves_the_cursor_visible(
    terminal: io.StringIO, elapsed: list[float]
) -> None:
    tracked = progress.track(range(4), "Reading")
    for number in tracked:
        elapsed[0] += 0.6
        if number == 2:
            break
    tracked.close()

    assert terminal.getvalue().endswith(VISIBLE)


def test_nothing_to_do_has_no_bar(terminal: io.StringIO, elapsed: list[float]) -> None:
    assert list(progress.track((), "Reading")) == []
    assert terminal.getvalue() == ""


# The command line, with a bar at once instead of after a second.
IMPATIENT = "from ringback_proxy.cli import main, progress; progress.DELAY = 0; main.main()"


@pytest.mark.parametrize(
    ("label", "arguments"),
    [
        ("Checking cassettes", ["cassette", "lint", "one.yaml"]),
        ("Redacting", ["cassette", "redact", "one.yaml"]),
        ("Importing", ["cassette", "import", "--format", "har", "-o", "new.yaml", str(CHROMIUM)]),
        ("Reading cassettes", ["replay", "-c", "one.yaml", "--", sys.executable, "-c", ""]),
    ],
    ids=["lint", "redact", "import", "replay"],
)
def test_what_may_take_long_has_a_bar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, label: str, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_cassette(Path("one.yaml"), Interaction(create(), created()))

    terminal = Terminal((sys.executable, "-c", IMPATIENT, *arguments))

    terminal.read_until(label)
    terminal.read_until("100%")
    terminal.wait()
