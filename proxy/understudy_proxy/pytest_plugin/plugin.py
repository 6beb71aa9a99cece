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

from understudy_proxy.pytest_plugin import options as pytest_options
from understudy_proxy.pytest_plugin import reports as pytest_reports

if TYPE_CHECKING:
    from understudy_proxy.testing.fixture import Understudy
    from understudy_proxy.testing.ipc.messages import Part
    from understudy_proxy.testing.ipc.process import ProxyProcess

_current = pytest.StashKey["Understudy"]()
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
        "understudy(*cassettes, mode=None, **settings): double Twilio's Conversations API; "
        "naming a cassette implies replay.",
    )
    pytest_options.check(config)
    config.pluginmanager.register(pytest_reports, "understudy-reports")


@pytest.fixture(scope="session")
def understudy_session(request: pytest.FixtureRequest) -> "Iterator[ProxyProcess]":
    """Give the session's one proxy: `url`, `base_url`, `environ` for what outlives a test.

    What comes that way is answered by whichever test is running.
    """
    from understudy_proxy.testing.ipc.messages import Open
    from understudy_proxy.testing.ipc.process import ProxyProcess

    config = request.config
    own_ca = config.getoption("understudy_upstream_ca")
    named = config.getini("understudy_upstream_ca")
    ca = Path(own_ca).absolute() if own_ca else config.rootpath / named if named else None
    confdir = os.environ.get("UNDERSTUDY_CONFDIR")
    opening = Open(
        confdir=Path(confdir).absolute() if confdir else None,
        upstream_ca=ca,
        block_network=config.getoption("understudy_block_network"),
    )
    with _failing():
        process = ProxyProcess(opening)
    try:
        yield process
    finally:
        process.close()


@pytest.fixture
def understudy_config() -> Mapping[str, Any]:
    """Give settings of all tests; override it in a conftest.py: {"match_on": "method,path"}."""
    return {}


@pytest.fixture
def understudy_cassette_dir(request: pytest.FixtureRequest) -> Path:
    """Give the folder of a test's cassettes; override it. It is cassettes/MODULE by default."""
    from understudy_proxy.pytest_plugin.cassette_paths import default_folder

    return default_folder(request.path)


@pytest.fixture(autouse=True)
def _understudy_first(request: pytest.FixtureRequest) -> None:
    """Point the environment at the proxy before a test's other fixtures make their clients."""
    if "understudy" in request.fixturenames or request.node.get_closest_marker("understudy"):
        request.getfixturevalue("understudy")


@pytest.fixture
def understudy(
    request: pytest.FixtureRequest,
    understudy_session: "ProxyProcess",
    understudy_config: Mapping[str, Any],
    understudy_cassette_dir: Path,
) -> "Iterator[Understudy]":
    """Double Twilio's Conversations API: a clean world, its own cassette, a journal."""
    from understudy_proxy.testing.fixture import Understudy
    from understudy_proxy.testing.process_env.environment import dummies, pointed

    name = f"test-{next(_numbers)}"
    node = request.node
    with _failing():
        part = _part(request, understudy_config, Path(understudy_cassette_dir))
        act = Understudy(understudy_session, name, part)
    node.stash[_current] = act
    with pointed(understudy_session.facts, name, dummies(part)):
        yield act
    outcome = "failed" if node.nodeid in _failed else node.stash.get(_outcome, "failed")
    _failed.discard(node.nodeid)
    with _failing():
        # A test that fails as expected, or skips itself, has recorded all that it asks for.
        ended = act.end(well=outcome != "failed")
    if outcome == "passed":
        pytest_reports.tally_of(request.config).add(node.nodeid, ended)
        with _failing():
            ended.check(strict=part.strict)


@contextmanager
def _failing() -> Iterator[None]:
    """Fail the test with what the user can mend, in one line."""
    from understudy.errors import UnderstudyError

    try:
        yield
    except (UnderstudyError, AssertionError) as error:
        # Or pytest would show the exception behind it, with the same words.
        raise pytest.fail.Exception(f"understudy: {error}", pytrace=False) from None


def _part(request: pytest.FixtureRequest, config: Mapping[str, Any], folder: Path) -> "Part":
    """Put together what a test asks for; raises UsageError."""
    from understudy.settings import values as parsing
    from understudy.settings.table import Settings
    from understudy_proxy.pytest_plugin import item_cassettes, markers
    from understudy_proxy.testing import settings_arguments as settings_given
    from understudy_proxy.testing.ipc.messages import Part

    options = request.config
    wish = markers.wish(request.node.iter_markers("understudy"))
    mode = wish.mode or pytest_options.mode_of(options)
    settings = {**settings_given.parsed(config), **wish.settings}
    strict = bool(settings.get("strict"))
    given = settings_given.of_mode(settings, mode)
    upstream = options.getoption("understudy_upstream") or options.getini("understudy_upstream")
    if mode == "fake":
        return Part(Settings("fake", **given), title=request.node.nodeid, strict=strict)
    record_mode = options.getoption("understudy_record_mode")
    may_change = pytest_options.may_change(options)
    cassettes = item_cassettes.of(request.node, wish, folder, may_change=may_change)
    pytest_reports.tally_of(options).expect(request.node.nodeid, cassettes)
    replay = Settings(
        "replay",
        cassette=cassettes,
        upstream=parsing.upstream(upstream) if upstream else None,
        **given,
    )
    by_option = not wish.mode and options.getini("understudy_mode") != "replay"
    option = "--understudy-mode=replay" if by_option else ""
    run = _run_of(options)
    return Part(replay, record_mode, request.node.nodeid, run, option=option, strict=strict)


def _run_of(config: pytest.Config) -> str:
    """Give the name of this run of tests, the same in all workers of pytest-xdist."""
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
            report.sections.append(("understudy", "\n".join(lines)))
    if report.when == "teardown" and act is not None:
        del item.stash[_current]


def _report_of(act: "Understudy") -> list[str]:
    from understudy.errors import UnderstudyError

    try:
        return act.report()
    except UnderstudyError as error:
        return [str(error)]
