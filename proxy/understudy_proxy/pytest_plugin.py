"""The pytest plugin: options, markers, fixtures and reports; nothing else is here.

Whatever is slow to import is imported by the first test that uses it.
"""

import itertools
import os
import uuid
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from understudy_proxy.testing.messages import Part
    from understudy_proxy.testing.process import ProxyProcess
    from understudy_proxy.testing.tally import Plain, Tally
    from understudy_proxy.testing.understudy import Understudy

_RECORD_MODES = ("none", "once", "new_episodes", "all")

_current = pytest.StashKey["Understudy"]()
_passed = pytest.StashKey[bool]()
_run = pytest.StashKey[str]()
_tally = pytest.StashKey["Tally"]()
_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options; a marker wins over the command line, and that over the ini-file."""
    group = parser.getgroup("understudy", "Understudy, Twilio's Conversations API doubled")
    group.addoption(
        "--understudy-mode",
        choices=("fake", "replay"),
        help="How tests that do not say it themselves are answered (default: fake).",
    )
    group.addoption(
        "--understudy-record-mode",
        choices=_RECORD_MODES,
        default="none",
        help="What replay may write: none: nothing. once: a cassette that is missing. "
        "new_episodes: what a cassette lacks. all: everything anew (default: none).",
    )
    group.addoption(
        "--understudy-upstream",
        metavar="URL",
        help="Record from here instead of from the real API.",
    )
    group.addoption(
        "--understudy-upstream-ca",
        metavar="PEM",
        help="Trust the CAs in this file for the upstream, and no others.",
    )
    group.addoption(
        "--understudy-block-network",
        action="store_true",
        help="Refuse every host but Twilio's at the proxy. Sockets are not patched: what goes "
        "past the proxy is not refused.",
    )
    group.addoption(
        "--understudy-report",
        action="store_true",
        help="List interactions that no test played, cassettes of no test, and misses that tests "
        "have passed with, at the end.",
    )
    group.addoption(
        "--understudy-strict",
        action="store_true",
        help="Fail the run where --understudy-report would list something.",
    )
    parser.addini("understudy_mode", "fake or replay: see --understudy-mode", default="fake")
    parser.addini("understudy_upstream", "see --understudy-upstream", default="")
    parser.addini("understudy_upstream_ca", "see --understudy-upstream-ca", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, and refuse a mode in the ini-file that there is not."""
    config.addinivalue_line(
        "markers",
        "understudy(*cassettes, mode=None, **settings): double Twilio's Conversations API; "
        "naming a cassette implies replay.",
    )
    if _mode(config) not in ("fake", "replay"):
        raise pytest.UsageError(
            f"understudy_mode is {_mode(config)!r}; accepted are fake and replay"
        )


def _mode(config: pytest.Config) -> str:
    return str(config.getoption("understudy_mode") or config.getini("understudy_mode"))


@pytest.fixture(scope="session")
def understudy_session(request: pytest.FixtureRequest) -> "Iterator[ProxyProcess]":
    """Give the session's one proxy: `url`, `base_url`, `environ` for what outlives a test.

    What comes that way is answered by whichever test is running.
    """
    from understudy_proxy.testing.messages import Open
    from understudy_proxy.testing.process import ProxyProcess

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
    from understudy_proxy.testing.cassette_names import default_folder

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
    from understudy_proxy.testing.pointed import pointed
    from understudy_proxy.testing.understudy import Understudy

    name = f"test-{next(_numbers)}"
    node = request.node
    with _failing():
        part = _part(request, understudy_config, Path(understudy_cassette_dir))
        act = Understudy(understudy_session, name, part)
    node.stash[_current] = act
    with pointed(understudy_session.facts, name, dummies=part.record_mode == "none"):
        yield act
    passed = node.stash.get(_passed, False)
    with _failing():
        ended = act.end(well=passed)
    if passed:
        _tally_of(request.config).add(node.nodeid, ended)
        if part.settings.strict and (ended.missed or ended.unplayed):
            found = [f"missed: {one}" for one in ended.missed]
            found += [f"never played: {one.cassette} #{one.index}" for one in ended.unplayed]
            pytest.fail("understudy: strict, and\n  " + "\n  ".join(found), pytrace=False)


@contextmanager
def _failing() -> Iterator[None]:
    """Fail the test with what the user can mend, in one line."""
    from understudy.errors import UnderstudyError

    try:
        yield
    except UnderstudyError as error:
        # Or pytest would show the exception behind it, with the same words.
        raise pytest.fail.Exception(f"understudy: {error}", pytrace=False) from None


def _part(request: pytest.FixtureRequest, config: Mapping[str, Any], folder: Path) -> "Part":
    """Put together what a test asks for; raises UsageError."""
    from understudy import parsing
    from understudy.settings import Settings
    from understudy_proxy.testing import item_cassettes, markers, settings_given
    from understudy_proxy.testing.messages import Part

    options = request.config
    wish = markers.wish(request.node.iter_markers("understudy"))
    mode = wish.mode or _mode(options)
    given = settings_given.of_mode({**settings_given.parsed(config), **wish.settings}, mode)
    upstream = options.getoption("understudy_upstream") or options.getini("understudy_upstream")
    if mode == "fake":
        return Part(Settings("fake", **given), title=request.node.nodeid)
    record_mode = options.getoption("understudy_record_mode")
    cassettes = item_cassettes.of(request.node, wish, folder, may_write=record_mode != "none")
    _tally_of(options).expect(request.node.nodeid, cassettes)
    settings = Settings(
        "replay",
        cassette=cassettes,
        upstream=parsing.upstream(upstream) if upstream else None,
        **given,
    )
    by_option = not wish.mode and options.getini("understudy_mode") != "replay"
    option = "--understudy-mode=replay" if by_option else ""
    return Part(settings, record_mode, request.node.nodeid, _run_of(options), option=option)


def _run_of(config: pytest.Config) -> str:
    """Give the name of this run of tests, the same in all workers of pytest-xdist."""
    workerinput: dict[str, str] = getattr(config, "workerinput", {})
    return config.stash.setdefault(_run, workerinput.get("testrunuid") or uuid.uuid4().hex)


@pytest.hookimpl(hookwrapper=True)  # `wrapper` is unknown to pluggy before 1.2
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, Any, None]:
    """Show a failed test what the proxy could not answer, and note whether a test passed."""
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    if report.when == "call":
        item.stash[_passed] = report.passed
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


def _tally_of(config: pytest.Config) -> "Tally":
    from understudy_proxy.testing.tally import Tally

    return config.stash.setdefault(_tally, Tally())


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note which cassettes belong to tests that may yet be skipped, where anybody asks."""
    if not _reports(session.config):
        return
    from understudy.errors import UsageError
    from understudy_proxy.testing import cassette_names, item_cassettes, markers

    for item in session.items:
        marks = list(item.iter_markers("understudy"))
        if not marks and "understudy" not in getattr(item, "fixturenames", ()):
            continue
        try:
            wish = markers.wish(marks)
        except UsageError:
            continue  # which the test itself will say
        if (wish.mode or _mode(session.config)) == "replay":
            folder = cassette_names.default_folder(item.path)
            may_write = session.config.getoption("understudy_record_mode") != "none"
            found = item_cassettes.of(item, wish, folder, may_write=may_write)
            _tally_of(session.config).expect(item.nodeid, found)
            if item_cassettes.lie_elsewhere(item):
                _tally_of(session.config).unplaced.add(item.nodeid)


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Note that not every test runs, where anybody asks."""
    if items and _reports(items[0].config):
        _tally_of(items[0].config).is_partial = True


def _reports(config: pytest.Config) -> bool:
    return bool(config.getoption("understudy_report") or config.getoption("understudy_strict"))


def _is_whole(config: pytest.Config) -> bool:
    """Say whether all tests of whole folders run: only then is anything known to be unused."""
    options = ["keyword", "markexpr", "lf", "stepwise", "deselect", "collectonly"]
    options += ["ignore", "ignore_glob"]
    if _tally_of(config).is_partial or any(config.getoption(name, None) for name in options):
        return False
    return not any("::" in str(one) or Path(str(one)).is_file() for one in config.args)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand a worker's tally to the controller; fail a strict run that has left something unused."""
    config = session.config
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output["understudy"] = _tally_of(config).plain() if _tally in config.stash else None
    elif config.getoption("understudy_strict") and not session.exitstatus and _findings(config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:  # noqa: ARG001 - xdist's signature
    """Take in the tally of a worker of pytest-xdist."""
    plain: list[Plain] | None = getattr(node, "workeroutput", {}).get("understudy")
    if plain is not None:
        _tally_of(node.config).merge(plain)


def _findings(config: pytest.Config) -> list[str]:
    return _tally_of(config).findings() if _is_whole(config) else []


def pytest_terminal_summary(
    terminalreporter: "pytest.TerminalReporter",  # pytest 7 has no public name for it
    config: pytest.Config,
) -> None:
    """List what is unused, where that was asked for."""
    if config.getoption("understudy_record_mode") != "none" and not _tally_of(config).expected:
        terminalreporter.section("understudy")
        terminalreporter.line(
            "nothing was recorded, since no test replays; mark it with a cassette or with "
            'mode="replay", or run all with --understudy-mode=replay'
        )
    if not _reports(config):
        return
    terminalreporter.section("understudy")
    if not _is_whole(config) or terminalreporter.stats.keys() & {"failed", "error"}:
        terminalreporter.line("not every test ran and passed, so nothing is known to be unused")
        return
    findings = _findings(config)
    for line in findings:
        terminalreporter.line(line)
    if not findings:
        terminalreporter.line("every recording was played, and every cassette has its test")
