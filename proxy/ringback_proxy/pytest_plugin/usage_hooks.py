"""The report at the end of a test run: unplayed recordings, unused cassettes, and misses."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ringback_proxy.pytest_plugin import options

if TYPE_CHECKING:
    from ringback_proxy.pytest_plugin.usage_report import SerializedReport, UsageReport

_usage_report = pytest.StashKey["UsageReport"]()


def get_usage_report(config: pytest.Config) -> "UsageReport":
    """Return the usage report of a run."""
    from ringback_proxy.pytest_plugin.usage_report import UsageReport

    return config.stash.setdefault(_usage_report, UsageReport())


def pytest_collection_finish(session: pytest.Session) -> None:
    """Register the cassettes of all collected tests, since some may be skipped."""
    if not options.wants_report(session.config):
        return
    for item in session.items:
        if "ringback" in getattr(item, "fixturenames", ()) or item.get_closest_marker("ringback"):
            _expect_cassettes(item)


def _expect_cassettes(item: pytest.Item) -> None:
    from ringback.errors import UsageError
    from ringback_proxy.pytest_plugin import cassette_paths, item_cassettes, markers

    report = get_usage_report(item.config)
    try:
        marker_options = markers.merge_markers(item.iter_markers("ringback"))
    except UsageError:
        return  # the test itself reports it
    if (marker_options.mode or options.read_mode(item.config)) == "replay":
        folder = cassette_paths.resolve_folder(item.path)
        may_change = options.may_change(item.config)
        found = item_cassettes.find_cassettes(item, marker_options, folder, may_change=may_change)
        report.expect(item.nodeid, found)
        if item_cassettes.overrides_folder(item):
            report.unplaced.add(item.nodeid)


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Mark the run as partial."""
    if items and options.wants_report(items[0].config):
        get_usage_report(items[0].config).is_partial = True


def _is_full_run(config: pytest.Config) -> bool:
    """Return whether all tests of whole folders run; else nothing is known to be unused."""
    names = ["keyword", "markexpr", "lf", "stepwise", "deselect", "collectonly"]
    names += ["ignore", "ignore_glob"]
    if get_usage_report(config).is_partial or any(config.getoption(name, None) for name in names):
        return False
    return not any("::" in str(one) or Path(str(one)).is_file() for one in config.args)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send a worker's report to the controller, or fail a strict run with findings."""
    config = session.config
    output = getattr(config, "workeroutput", None)
    if output is not None:
        has_report = _usage_report in config.stash
        output["ringback"] = get_usage_report(config).serialize() if has_report else None
    elif config.getoption("ringback_strict") and not session.exitstatus and _list_findings(config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _list_findings(config: pytest.Config) -> list[str]:
    return get_usage_report(config).list_findings(full_run=_is_full_run(config))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:  # noqa: ARG001 - xdist's signature
    """Merge the report of a pytest-xdist worker."""
    serialized: list[SerializedReport] | None = getattr(node, "workeroutput", {}).get("ringback")
    if serialized is not None:
        get_usage_report(node.config).merge(serialized)


def pytest_terminal_summary(
    terminalreporter: "pytest.TerminalReporter",  # pytest 7 has no public name for it
    config: pytest.Config,
) -> None:
    """Print the report if the run has the option, and a hint if nothing was recorded."""
    ran = terminalreporter.stats.keys() & {"passed", "failed"}
    if options.may_write(config) and ran and not get_usage_report(config).expected:
        terminalreporter.section("ringback")
        terminalreporter.line(
            "nothing was recorded, since no test replays; mark it with a cassette or with "
            'mode="replay", or run all with --ringback-mode=replay'
        )
    if options.wants_report(config):
        _print_report(terminalreporter, config)
    elif _usage_report in config.stash and config.stash[_usage_report].missed:
        terminalreporter.line(_summarize_misses(config.stash[_usage_report].missed))


def _summarize_misses(missed: Mapping[str, Sequence[str]]) -> str:
    """Return a line on misses that no test has failed for, such as in `pytest.raises`."""
    count = sum(map(len, missed.values()))
    requests = "1 request" if count == 1 else f"{count} requests"
    tests = "1 test" if len(missed) == 1 else f"{len(missed)} tests"
    return f"ringback: {requests} missed in {tests} that passed; --ringback-report lists them"


def _print_report(terminalreporter: "pytest.TerminalReporter", config: pytest.Config) -> None:
    terminalreporter.section("ringback")
    full_run = _is_full_run(config) and not terminalreporter.stats.keys() & {"failed", "error"}
    findings = get_usage_report(config).list_findings(full_run=full_run)
    for line in findings:
        terminalreporter.line(line)
    if not full_run:
        terminalreporter.line("not every test ran and passed, so nothing is known to be unused")
    elif not findings:
        terminalreporter.line("every recording was played, and every cassette has its test")
    if findings and config.getoption("ringback_strict"):
        terminalreporter.line("--ringback-strict: the run fails because of this")
