"""The pytest plugin: its marker, its fixtures, and what a failed test shows.

Whatever is slow to import is imported by the first test that uses it.
"""

import itertools
import os
import uuid
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ringback_proxy.pytest_plugin import options as pytest_options
from ringback_proxy.pytest_plugin import reports

if TYPE_CHECKING:
    from ringback_proxy.testing.fixture import Ringback
    from ringback_proxy.testing.ipc.messages import SessionSpec
    from ringback_proxy.testing.ipc.process import ProxyProcess

_current = pytest.StashKey["Ringback"]()
_outcome = pytest.StashKey[str]()
_run = pytest.StashKey[str]()
_numbers = itertools.count(1)
# Tests with a failed part, by id: of a failed subtest no report of the test itself says anything.
_failed: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    pytest_options.declare(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, and check the ini-file."""
    config.addinivalue_line(
        "markers",
        "ringback(*cassettes, mode=None, **settings): double Twilio's Conversations API; "
        "naming a cassette implies replay.",
    )
    pytest_options.check(config)
    config.pluginmanager.register(reports, "ringback-reports")


@pytest.fixture(scope="session")
def ringback_session(request: pytest.FixtureRequest) -> "Iterator[ProxyProcess]":
    """Return the session's one proxy: `url`, `base_url`, `environ` for what outlives a test.

    What comes that way is answered by whichever test is running.
    """
    from ringback_proxy.testing.ipc.messages import Open
    from ringback_proxy.testing.ipc.process import ProxyProcess

    config = request.config
    own_ca = config.getoption("ringback_upstream_ca")
    named = config.getini("ringback_upstream_ca")
    ca = Path(own_ca).absolute() if own_ca else config.rootpath / named if named else None
    confdir = os.environ.get("RINGBACK_CONFDIR")
    opening = Open(
        confdir=Path(confdir).absolute() if confdir else None,
        upstream_ca=ca,
        block_network=config.getoption("ringback_block_network"),
    )
    with _failing():
        process = ProxyProcess(opening)
    try:
        yield process
    finally:
        process.close()


@pytest.fixture
def ringback_config() -> Mapping[str, Any]:
    """Return settings of all tests; override it in a conftest.py: {"match_on": "method,path"}."""
    return {}


@pytest.fixture
def ringback_cassette_dir(request: pytest.FixtureRequest) -> Path:
    """Return the folder of a test's cassettes; override it. It is cassettes/MODULE by default."""
    from ringback_proxy.pytest_plugin.cassette_paths import default_folder

    return default_folder(request.path)


@pytest.fixture(autouse=True)
def _ringback_first(request: pytest.FixtureRequest) -> None:
    """Point the environment at the proxy before a test's other fixtures make their clients."""
    if "ringback" in request.fixturenames or request.node.get_closest_marker("ringback"):
        request.getfixturevalue("ringback")


@pytest.fixture
def ringback(
    request: pytest.FixtureRequest,
    ringback_session: "ProxyProcess",
    ringback_config: Mapping[str, Any],
    ringback_cassette_dir: Path,
) -> "Iterator[Ringback]":
    """Double Twilio's Conversations API: a clean world, its own cassette, a journal."""
    from ringback_proxy.testing.fixture import Ringback
    from ringback_proxy.testing.process_env.environment import dummies, pointed

    name = f"test-{next(_numbers)}"
    node = request.node
    with _failing():
        part = _part(request, ringback_config, Path(ringback_cassette_dir))
        act = Ringback(ringback_session, name, part)
    node.stash[_current] = act
    with pointed(ringback_session.facts, name, dummies(part)):
        yield act
    outcome = "failed" if node.nodeid in _failed else node.stash.get(_outcome, "failed")
    _failed.discard(node.nodeid)
    with _failing():
        # A test that fails as expected, or skips itself, has recorded all that it asks for.
        ended = act.end(well=outcome != "failed")
    if outcome == "passed":
        reports.tally_of(request.config).add(node.nodeid, ended)
        with _failing():
            ended.check(strict=part.strict)


@contextmanager
def _failing() -> Iterator[None]:
    """Fail the test with what the user can mend, in one line."""
    from ringback.errors import RingbackError

    try:
        yield
    except (RingbackError, AssertionError) as error:
        # Or pytest would show the exception behind it, with the same words.
        raise pytest.fail.Exception(f"ringback: {error}", pytrace=False) from None


def _part(request: pytest.FixtureRequest, config: Mapping[str, Any], folder: Path) -> "SessionSpec":
    """Put together what a test asks for; raises UsageError."""
    from ringback.settings import parsers
    from ringback.settings.setting import build
    from ringback.settings.table import FakeSettings, ReplaySettings
    from ringback_proxy.pytest_plugin import item_cassettes, markers
    from ringback_proxy.testing import settings_arguments
    from ringback_proxy.testing.ipc.messages import SessionSpec

    options = request.config
    wish = markers.wish(request.node.iter_markers("ringback"))
    mode = wish.mode or pytest_options.mode_of(options)
    settings = {**settings_arguments.parse_settings(config), **wish.settings}
    strict = bool(settings.get("strict"))
    upstream = options.getoption("ringback_upstream") or options.getini("ringback_upstream")
    if mode == "fake":
        fake = build(FakeSettings, settings)
        return SessionSpec(fake, title=request.node.nodeid, strict=strict)
    record_mode = options.getoption("ringback_record_mode")
    may_change = pytest_options.may_change(options)
    cassettes = item_cassettes.of(request.node, wish, folder, may_change=may_change)
    reports.tally_of(options).expect(request.node.nodeid, cassettes)
    replay = build(ReplaySettings, {**settings, "cassette": cassettes})
    by_option = not wish.mode and options.getini("ringback_mode") != "replay"
    option = "--ringback-mode=replay" if by_option else ""
    run = _run_of(options)
    return SessionSpec(
        replay,
        record_mode,
        request.node.nodeid,
        run,
        option=option,
        strict=strict,
        upstream=parsers.parse_upstream(upstream) if upstream else None,
    )


def _run_of(config: pytest.Config) -> str:
    """Return the name of this run of tests, the same in all workers of pytest-xdist."""
    workerinput: dict[str, str] = getattr(config, "workerinput", {})
    return config.stash.setdefault(_run, workerinput.get("testrunuid") or uuid.uuid4().hex)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test of which any part has failed."""
    if report.failed and report.when == "call":
        _failed.add(report.nodeid)


# Outermost, for what others make of a report. `wrapper` is unknown to pluggy before 1.2.
@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, Any, None]:
    """Show a failed test what the proxy could not answer, and note what became of a test."""
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    if report.when == "call":
        item.stash[_outcome] = report.outcome
    act = item.stash.get(_current, None)
    if act is not None and report.failed:
        lines = _report_of(act)
        if lines:
            report.sections.append(("ringback", "\n".join(lines)))
    if report.when == "teardown" and act is not None:
        del item.stash[_current]


def _report_of(act: "Ringback") -> list[str]:
    from ringback.errors import RingbackError

    try:
        return act.report()
    except RingbackError as error:
        return [str(error)]
