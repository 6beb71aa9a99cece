"""The options of a test run, from the command line and the ini-file."""

from pathlib import Path

import pytest

from ringback.settings.names import OFFLINE_MODES, VCR_RECORD_MODES


def add_options(parser: pytest.Parser) -> None:
    """Add the options; a marker overrides the command line, and that the ini-file."""
    group = parser.getgroup("ringback", "Ringback, a test double of Twilio's Conversations API")
    group.addoption(
        "--ringback-mode",
        choices=OFFLINE_MODES,
        help="How tests are answered whose markers set no mode (default: fake).",
    )
    group.addoption(
        "--ringback-record-mode",
        choices=VCR_RECORD_MODES,
        default="none",
        help="What replay may write: none: nothing. once: a missing cassette. new_episodes: what a "
        "cassette lacks. all: everything anew (default: none).",
    )
    group.addoption(
        "--ringback-upstream",
        metavar="URL",
        help="Record from this URL instead of from the real API.",
    )
    group.addoption(
        "--ringback-upstream-ca",
        metavar="PEM",
        help="Trust only the CAs in this file for the upstream.",
    )
    group.addoption(
        "--ringback-redact",
        metavar="NAME",
        action="append",
        default=[],
        help="One more header, form or JSON field to redact in what replay writes, or "
        "personal-data; repeatable.",
    )
    group.addoption(
        "--ringback-block-network",
        action="store_true",
        help="Refuse every host but Twilio's at the proxy. Sockets are not patched: a client that "
        "bypasses the proxy is not stopped.",
    )
    group.addoption(
        "--ringback-report",
        action="store_true",
        help="At the end, list recordings that no test played, cassettes that belong to no test, "
        "and requests of tests that passed which missed or have an unknown parameter.",
    )
    group.addoption(
        "--ringback-strict",
        action="store_true",
        help="Fail the run if --ringback-report would list something.",
    )
    parser.addini("ringback_mode", "fake or replay: see --ringback-mode", default="fake")
    parser.addini("ringback_upstream", "see --ringback-upstream", default="")
    parser.addini("ringback_upstream_ca", "see --ringback-upstream-ca", default="")
    parser.addini("ringback_redact", "names a line: see --ringback-redact", type="linelist")


def check_ini(config: pytest.Config) -> None:
    """Raise pytest.UsageError for an unknown mode in the ini-file."""
    if read_mode(config) not in OFFLINE_MODES:
        raise pytest.UsageError(
            f"ringback_mode is {read_mode(config)!r}; accepted are {' and '.join(OFFLINE_MODES)}"
        )


def read_mode(config: pytest.Config) -> str:
    """Return the mode of tests whose markers set none."""
    return str(config.getoption("ringback_mode") or config.getini("ringback_mode"))


def read_upstream(config: pytest.Config) -> str | None:
    """Return the URL to record from; None for the real API."""
    return config.getoption("ringback_upstream") or config.getini("ringback_upstream") or None


def read_upstream_ca(config: pytest.Config) -> Path | None:
    """Return the CA file, absolute; in the ini-file it is relative to the root of the run."""
    option = config.getoption("ringback_upstream_ca")
    if option:
        return Path(option).absolute()
    ini = config.getini("ringback_upstream_ca")
    return config.rootpath / ini if ini else None


def read_redact_names(config: pytest.Config) -> tuple[str, ...]:
    """Return what is redacted in all tests: the names of the ini-file and the command line."""
    names = (*config.getini("ringback_redact"), *config.getoption("ringback_redact"))
    return tuple(dict.fromkeys(names))


def may_write(config: pytest.Config) -> bool:
    """Return whether replay may write cassettes."""
    return bool(config.getoption("ringback_record_mode") != "none")


def may_change(config: pytest.Config) -> bool:
    """Return whether replay may write to existing cassettes."""
    return config.getoption("ringback_record_mode") in ("new_episodes", "all")


def wants_report(config: pytest.Config) -> bool:
    """Return whether unused cassettes are reported, or fail the run."""
    return bool(config.getoption("ringback_report") or config.getoption("ringback_strict"))
