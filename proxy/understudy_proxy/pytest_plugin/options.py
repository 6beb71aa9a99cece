"""The options of a run of tests, from the command line and the ini-file."""

import pytest

_MODES = ("fake", "replay")
_RECORD_MODES = ("none", "once", "new_episodes", "all")


def declare(parser: pytest.Parser) -> None:
    """Declare the options; a marker wins over the command line, and that over the ini-file."""
    group = parser.getgroup("understudy", "Understudy, Twilio's Conversations API doubled")
    group.addoption(
        "--understudy-mode",
        choices=_MODES,
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


def check(config: pytest.Config) -> None:
    """Raise pytest.UsageError for a mode in the ini-file that there is not."""
    if mode_of(config) not in _MODES:
        raise pytest.UsageError(
            f"understudy_mode is {mode_of(config)!r}; accepted are {' and '.join(_MODES)}"
        )


def mode_of(config: pytest.Config) -> str:
    """Give the mode of tests whose markers say none."""
    return str(config.getoption("understudy_mode") or config.getini("understudy_mode"))


def may_write(config: pytest.Config) -> bool:
    """Say whether replay may write cassettes."""
    return bool(config.getoption("understudy_record_mode") != "none")


def may_change(config: pytest.Config) -> bool:
    """Say whether replay may write to a cassette that is there."""
    return config.getoption("understudy_record_mode") in ("new_episodes", "all")


def wants_report(config: pytest.Config) -> bool:
    """Say whether anybody asks what is unused."""
    return bool(config.getoption("understudy_report") or config.getoption("understudy_strict"))
