"""What a run of tests says at its end: recordings that no test played, cassettes of no test."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ringback_proxy.pytest_plugin import options as pytest_options

if TYPE_CHECKING:
    from ringback_proxy.pytest_plugin.usage_report import Plain, UsageReport

_tally = pytest.StashKey["UsageReport"]()


def tally_of(config: pytest.Config) -> "UsageReport":
    """Return what has been noted of a run so far."""
    from ringback_proxy.pytest_plugin.usage_report import UsageReport

    return config.stash.setdefault(_tally, UsageReport())


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note which cassettes belong to tests that may yet be skipped, where anybody asks."""
    if not pytest_options.wants_report(session.config):
        return
    from ringback.errors import UsageError
    from ringback_proxy.pytest_plugin import cassette_paths, item_cassettes, markers

    for item in session.items:
        marks = list(item.iter_markers("ringback"))
        if not marks and "ringback" not in getattr(item, "fixturenames", ()):
            continue
        try:
            wish = markers.wish(marks)
        except UsageError:
            continue  # which the test itself will say
        if (wish.mode or pytest_options.mode_of(session.config)) == "replay":
            folder = cassette_paths.default_folder(item.path)
            may_change = pytest_options.may_change(session.config)
            found = item_cassettes.of(item, wish, folder, may_change=may_change)
            tally_of(session.config).expect(item.nodeid, found)
            if item_cassettes.lie_elsewhere(item):
                tally_of(session.config).unplaced.add(item.nodeid)


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Note that not every test runs, where anybody asks."""
    if items and pytest_options.wants_report(items[0].config):
        tally_of(items[0].config).is_partial = True


def _is_whole(config: pytest.Config) -> bool:
    """Return whether all tests of whole folders run: only then is anything known to be unused."""
    options = ["keyword", "markexpr", "lf", "stepwise", "deselect", "collectonly"]
    options += ["ignore", "ignore_glob"]
    if tally_of(config).is_partial or any(config.getoption(name, None) for name in options):
        return False
    return not any("::" in str(one) or Path(str(one)).is_file() for one in config.args)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand a worker's tally to the controller; fail a strict run that has left something unused."""
    config = session.config
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output["ringback"] = tally_of(config).plain() if _tally in config.stash else None
    elif config.getoption("ringback_strict") and not session.exitstatus and _findings(config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _findings(config: pytest.Config) -> list[str]:
    return tally_of(config).findings(whole=_is_whole(config))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:  # noqa: ARG001 - xdist's signature
    """Take in the tally of a worker of pytest-xdist."""
    plain: list[Plain] | None = getattr(node, "workeroutput", {}).get("ringback")
    if plain is not None:
        tally_of(node.config).merge(plain)


def pytest_terminal_summary(
    terminalreporter: "pytest.TerminalReporter",  # pytest 7 has no public name for it
    config: pytest.Config,
) -> None:
    """List what is unused, where that was asked for."""
    ran = terminalreporter.stats.keys() & {"passed", "failed"}
    if pytest_options.may_write(config) and ran and not tally_of(config).expected:
        terminalreporter.section("ringback")
        terminalreporter.line(
            "nothing was recorded, since no test replays; mark it with a cassette or with "
            'mode="replay", or run all with --ringback-mode=replay'
        )
    if not pytest_options.wants_report(config):
        return
    terminalreporter.section("ringback")
    whole = _is_whole(config) and not terminalreporter.stats.keys() & {"failed", "error"}
    findings = tally_of(config).findings(whole=whole)
    for line in findings:
        terminalreporter.line(line)
    if not whole:
        terminalreporter.line("not every test ran and passed, so nothing is known to be unused")
    elif not findings:
        terminalreporter.line("every recording was played, and every cassette has its test")
    if findings and config.getoption("ringback_strict"):
        terminalreporter.line("--ringback-strict: the run fails for this")
