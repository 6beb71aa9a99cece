"""What the pytest plugin costs, beside pytest-recording in the same minutes.

Four figures: the start of a session, the cost for a test that sends no request, and the time of a
suite of 1,000 tests with one create each, replayed from a cassette of its own and faked. Suites
take turns, and each figure is the median of the rounds.

It needs pytest-recording beside the plugin: `pip install pytest-recording`.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = 1_000
ROUNDS = 3

APPLICATION = """
from twilio.rest import Client
client = Client("AC" + "0" * 32, "token")
def create(name):
    return client.conversations.v1.conversations.create(friendly_name=name)
"""

CASSETTE = """\
version: 1
interactions:
- request:
    method: POST
    uri: https://conversations.twilio.com/v1/Conversations
    headers:
      Content-Type:
      - application/x-www-form-urlencoded
    body: FriendlyName=printer+{number}
  response:
    headers:
      Content-Type:
      - application/json
    body:
      string: '{{"sid": "CHcfcd208495d565ef66e7dff9f98764da"}}'
    status:
      message: Created
      code: 201
"""

# Plugins are blocked by name, whether they are installed or not.
RINGBACK = (
    "-p",
    "no:recording",
    "-p",
    "no:ringback",
    "-p",
    "ringback_proxy.pytest_plugin.plugin",
)
RECORDING = ("-p", "no:ringback", "-p", "no:recording", "-p", "pytest_recording.plugin")
NEITHER = ("-p", "no:ringback", "-p", "no:recording")

# A suite's name: the plugins it runs with, the mark of its tests, and what each of them does.
SUITES = {
    "empty": (NEITHER, "", "pass"),
    "empty, ringback": (RINGBACK, '@pytest.mark.ringback(mode="fake")', "pass"),
    "empty, pytest-recording": (RECORDING, "@pytest.mark.vcr", "pass"),
    "replay, ringback": (
        RINGBACK,
        '@pytest.mark.ringback(mode="replay")',
        "create(f'printer {number}')",
    ),
    "fake, ringback": (
        RINGBACK,
        '@pytest.mark.ringback(mode="fake")',
        "create(f'printer {number}')",
    ),
    "replay, pytest-recording": (
        RECORDING,
        "@pytest.mark.vcr",
        "create(f'printer {number}')",
    ),
}


def write(folder: Path, name: str, tests: int) -> None:
    """Write a suite, with a cassette for each of its tests."""
    _, mark, body = SUITES[name]
    suite = (
        f"import pytest\nfrom application import create\n\n{mark}\n"
        f"@pytest.mark.parametrize('number', range({tests}))\n"
        f"def test_it(number):\n    {body}\n"
    )
    cassettes = folder / "cassettes" / "test_suite"
    cassettes.mkdir(parents=True)
    for number in range(tests):
        (cassettes / f"test_it[{number}].yaml").write_text(CASSETTE.format(number=number))
    (folder / "application.py").write_text(APPLICATION)
    (folder / "test_suite.py").write_text(suite)
    (folder / "pytest.ini").write_text("[pytest]\n")


def seconds(name: str, tests: int) -> float:
    """Run a suite in a process of its own, and return how long it took; it has to pass."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write(folder, name, tests)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        began = time.perf_counter()
        ran = subprocess.run(
            [*command, *SUITES[name][0]],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=False,
        )
        took = time.perf_counter() - began
        if ran.returncode or f"{tests} passed" not in ran.stdout:
            raise SystemExit(f"{name}: {ran.stdout[-2000:]}{ran.stderr[-2000:]}")
        return took


def medians(tests: int, names: list[str]) -> dict[str, float]:
    """Return the median time of each suite; they take turns, so that a busy minute affects all."""
    taken: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            taken[name].append(seconds(name, tests))
    return {name: statistics.median(figures) for name, figures in taken.items()}


def main() -> None:
    """Measure and print."""
    if importlib.util.find_spec("pytest_recording") is None:
        raise SystemExit("pytest-recording is not installed: pip install pytest-recording")
    seconds("empty, ringback", 1)  # the certificate authority is made once for all
    one = medians(1, ["empty", "empty, ringback", "empty, pytest-recording"])
    many = medians(TESTS, list(SUITES))

    def per_test(name: str) -> float:
        """Return the milliseconds of each test, without the start of the session."""
        own, base = many[name] - one[name], many["empty"] - one["empty"]
        return (own - base) / (TESTS - 1) * 1000

    ours, theirs = "empty, ringback", "empty, pytest-recording"
    start = one[ours] - one["empty"], one[theirs] - one["empty"]
    replayed = many["replay, ringback"], many["replay, pytest-recording"]
    print(f"{'':34}{'ringback':>12}{'pytest-recording':>18}")
    row("session start (s)", *start)
    row("a test that asks nothing (ms)", per_test(ours), per_test(theirs))
    row(f"{TESTS} tests, a create each (s)", *replayed)
    row("the same, faked (s)", many["fake, ringback"])
    ratio = replayed[0] / replayed[1]
    print(f"replayed, the suite takes {ratio:.2f} times as long as with pytest-recording")


def row(name: str, *figures: float) -> None:
    """Print a row of the table."""
    print(f"{name:34}{figures[0]:12.2f}" + "".join(f"{one:18.2f}" for one in figures[1:]))


if __name__ == "__main__":
    main()
