"""The options of a run of tests, from the command line and the ini-file."""

import pytest

_MODES = ("fake", "replay")
_RECORD_MODES = ("none", "once", "new_episodes", "all")


def declare(parser: pytest.Parser) -> None:
    """Declare the options; a marker wins over the command line, and that over the ini-file."""
    group = parser.getgroup("ringback", "Ringback, Twilio's Conversations API doubled")
    group.addoption(
        "--ringback-mode",
        choices=_MODES,
        help="How tests that do not say it themselves are answered (default: fake).",
    )
    group.addoption(
        "--ringback-record-mode",
        choices=_RECORD_MODES,
        default="none",
        help="What replay may write: none: nothing. once: a cassette that is missing. "
        "new_episodes: what a cassette lacks. all: everything anew (default: none).",
    )
    group.addoption(
        "--ringback-upstream",
        metavar="URL",
        help="Record from here instead of from the real API.",
    )
    group.addoption(
        "--ringback-upstream-ca",
        metavar="PEM",
        help="Trust the CAs in this file for the upstream, and no others.",
    )
    group.addoption(
        "--ringback-block-network",
        action="store_true",
        help="Refuse every host but Twilio's at the proxy. Sockets are not patched: what goes "
        "past the proxy is not refused.",
    )
    group.addoption(
        "--ringback-report",
        action="store_true",
        help="List interactions that no test played, cassettes of no test, and misses that tests "
        "have passed with, at the end.",
    )
    group.addoption(
        "--ringback-strict",
        action="store_true",
        help="Fail the run where --ringback-report would list something.",
    )
    parser.addini("ringback_mode", "fake or replay: see --ringback-mode", default="fake")
    parser.addini("ringback_upstream", "see --ringback-upstream", default="")
    parser.addini("ringback_upstream_ca", "see --ringback-upstream-ca", default="")


def check(config: pytest.Config) -> None:
    """Raise pytest.UsageError for a mode in the ini-file that there is not."""
    if mode_of(config) not in _MODES:
        raise pytest.UsageError(
            f"ringback_mode is {mode_of(config)!r}; accepted are {' and '.join(_MODES)}"
        )


def mode_of(config: pytest.Config) -> str:
    """Return the mode of tests whose markers say none."""
    return str(config.getoption("ringback_mode") or config.getini("ringback_mode"))


def may_write(config: pytest.Config) -> bool:
    """Return whether replay may write cassettes."""
    return bool(config.getoption("ringback_record_mode") != "none")


def may_change(config: pytest.Config) -> bool:
    """Return whether replay may write to a cassette that is there."""
    return config.getoption("ringback_record_mode") in ("new_episodes", "all")


def wants_report(config: pytest.Config) -> bool:
    """Return whether anybody asks what is unused."""
    return bool(config.getoption("ringback_report") or config.getoption("ringback_strict"))
