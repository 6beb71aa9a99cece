"""The pytest plugin: its marker, its fixtures, and the section of a failed test.

Slow imports wait for the first test that uses a fixture.
"""

import itertools
import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ringback_proxy.pytest_plugin import options, usage_hooks

if TYPE_CHECKING:
    from ringback_proxy.testing.fixture import Ringback
    from ringback_proxy.testing.ipc.process import ProxyProcess

_current = pytest.StashKey["Ringback"]()
_outcome = pytest.StashKey[str]()
_numbers = itertools.count(1)
# Ids of tests with a failed call or subtest; a failed subtest does not fail the test's own report.
_failed: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    options.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and check the ini-file."""
    config.addinivalue_line(
        "markers",
        "ringback(*cassettes, mode=None, **settings): answer Twilio's Conversations API from a "
        'fake (mode="fake") or from cassettes (mode="replay", implied by naming one). Settings '
        "are options of the command line, with underscores.",
    )
    options.check_ini(config)
    config.pluginmanager.register(usage_hooks, "ringback-reports")


@pytest.fixture(scope="session")
def ringback_session(request: pytest.FixtureRequest) -> "Iterator[ProxyProcess]":
    """Yield the run's one proxy; `url`, `base_url`, `environ` are for what outlives a test.

    Its requests belong to whichever test is running.
    """
    from ringback_proxy.testing.ipc.process import ProxyProcess
    from ringback_proxy.testing.ipc.start import Start

    confdir = os.environ.get("RINGBACK_CONFDIR")
    start = Start(
        confdir=Path(confdir).absolute() if confdir else None,
        upstream_ca=options.read_upstream_ca(request.config),
        block_network=request.config.getoption("ringback_block_network"),
    )
    with _fail_on_errors():
        process = ProxyProcess(start)
    try:
        yield process
    finally:
        process.close()


# The scope of these two is that of their values, and an override may have any other. pytest takes
# longer to make a value anew for each test than the plugin takes to use it.
@pytest.fixture(scope="session")
def ringback_config() -> Mapping[str, Any]:
    """Return settings of all tests; override it in a conftest.py: {"match_on": "method,path"}."""
    return {}


@pytest.fixture(scope="module")
def ringback_cassette_dir(request: pytest.FixtureRequest) -> Path:
    """Return the folder of a test's cassettes, by default cassettes/MODULE; override it."""
    from ringback_proxy.pytest_plugin.cassette_paths import resolve_folder

    return resolve_folder(request.path)


@pytest.fixture(autouse=True)
def _ringback_place() -> None:
    """Return nothing: it is where `ringback` comes among a test's fixtures, and never runs."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Run `ringback` before the other fixtures of a test, which may make clients.

    A fixture that asks for it would run in every test, also in those that do not use it.
    """
    test: Any = item
    names = getattr(test, "fixturenames", [])
    if "_ringback_place" in names:
        at = names.index("_ringback_place")
        is_used = "ringback" in names or item.get_closest_marker("ringback")
        # A new list: tests with other parameters, and other markers, have the same one.
        test.fixturenames = [*names[:at], *(["ringback"] if is_used else []), *names[at + 1 :]]


@pytest.fixture
def ringback(
    request: pytest.FixtureRequest,
    ringback_session: "ProxyProcess",
    ringback_config: Mapping[str, Any],
    ringback_cassette_dir: Path,
) -> "Iterator[Ringback]":
    """Fake or replay Twilio's Conversations API: an empty state, a cassette and a journal."""
    from ringback_proxy.pytest_plugin.session_spec import build_spec
    from ringback_proxy.testing.fixture import Ringback
    from ringback_proxy.testing.process_env.environment import point_at_proxy
    from ringback_proxy.testing.process_env.twilio_credentials import choose_credentials

    item = request.node
    name = f"test-{next(_numbers)}"
    with ExitStack() as stack:
        with _fail_on_errors():
            spec = build_spec(item, ringback_config, Path(ringback_cassette_dir))
            pointed = point_at_proxy(ringback_session.info, name, choose_credentials(spec))
            # The environment is set while the proxy begins the session.
            ringback = Ringback(ringback_session, name, spec, lambda: stack.enter_context(pointed))
        item.stash[_current] = ringback
        yield ringback
    _end(item, ringback, strict=spec.strict)


def _end(item: pytest.Item, ringback: "Ringback", *, strict: bool) -> None:
    outcome = "failed" if item.nodeid in _failed else item.stash.get(_outcome, "failed")
    _failed.discard(item.nodeid)
    with _fail_on_errors():
        # A test that fails as expected, or skips itself, has recorded all that it requests.
        result = ringback.end(ended_well=outcome != "failed")
    if outcome == "passed":
        usage_hooks.get_usage_report(item.config).add(item.nodeid, result)
        with _fail_on_errors():
            result.check(strict=strict)


@contextmanager
def _fail_on_errors() -> Iterator[None]:
    """Fail the test with the message of an error, without a traceback."""
    from ringback.errors import RingbackError

    try:
        yield
    except (RingbackError, AssertionError) as error:
        # `from None`, or pytest would show the same message twice.
        raise pytest.fail.Exception(f"ringback: {error}", pytrace=False) from None


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember a test whose call, or a subtest of it, has failed."""
    if report.failed and report.when == "call":
        _failed.add(report.nodeid)


# Outermost, to see what other plugins make of a report. pluggy before 1.2 has no `wrapper`.
@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, Any, None]:
    """Remember a test's outcome, and add a section with its misses to a failed test."""
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    if report.when == "call":
        item.stash[_outcome] = report.outcome
    ringback = item.stash.get(_current, None)
    if ringback is not None and report.failed:
        lines = _report_lines(ringback)
        if lines:
            report.sections.append(("ringback", "\n".join(lines)))
    if report.when == "teardown" and ringback is not None:
        del item.stash[_current]


def _report_lines(ringback: "Ringback") -> list[str]:
    from ringback.errors import RingbackError

    try:
        return ringback.report()
    except RingbackError as error:
        return [str(error)]
