import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from ringback.http.origin import Origin
from ringback.settings.fault_spec import FaultSpec
from ringback.settings.names import MODES, ModeName
from ringback.settings.setting import build, settings_of
from ringback.settings.table import SETTINGS_OF
from ringback_proxy.access.proxy_credentials import ProxyCredentials
from ringback_proxy.cli import options
from ringback_proxy.cli.server_settings import ServerSettings

SERVING = [
    "host", "port", "base-url-port", "ready-file", "confdir", "proxy-auth",
    "max-sessions", "keep-exchanges", "keep-bytes", "log-format", "quiet", "verbose",
]  # fmt: skip


def command_of(mode: ModeName) -> click.Command:
    """Make a command with all options of a mode, which gives back what it was given."""

    @click.command()
    @options.add_options(SETTINGS_OF[mode])
    @options.add_options(ServerSettings)
    def command(**given: Any) -> dict[str, Any]:
        return given

    return command


def given(mode: ModeName, *arguments: str, **environ: str) -> dict[str, Any]:
    """Return what a mode's options come to."""
    runner = CliRunner(env={**environ})
    result = runner.invoke(command_of(mode), arguments, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    assert isinstance(result.return_value, dict)
    return result.return_value


# One value of each option, as typed, and what it comes to.
VALUES: dict[str, tuple[str, object]] = {
    "cassette": ("a.yaml", (Path("a.yaml"),)),
    "match-on": ("method, uri", ("method", "uri")),
    "ignore-field": ("FriendlyName", ("FriendlyName",)),
    "allow-playback-repeats": ("", True),
    "on-miss": ("fake", "fake"),
    "strict": ("", True),
    "record-mode": ("once", "once"),
    "latency": ("recorded", "recorded"),
    "state": ("state.sqlite", "state.sqlite"),
    "start-with": ("start.yaml", Path("start.yaml")),
    "max-writes": ("3", 3),
    "only-account": ("AC" + "0a" * 16, "AC" + "0a" * 16),
    "clean-up": ("", True),
    "upstream": ("https://localhost:8443", Origin("https", "localhost", 8443)),
    "upstream-ca": ("ca.pem", Path("ca.pem")),
    "upstream-timeout": ("2.5", 2.5),
    "redact": ("Secret", ("Secret",)),
    "seed": ("7", 7),
    "fault": ("slow,ms=5-9", (FaultSpec("slow", ms=(5, 9)),)),
    "now": ("2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
    "account-sid": ("AC" + "0a" * 16, "AC" + "0a" * 16),
    "auth-token": ("token", "token"),
    "validation": ("warn", "warn"),
    "max-body": ("1024", 1024),
    "miss-status": ("422", 422),
    "unknown-services": ("refuse", "refuse"),
    "webhooks": ("all", "all"),
    "webhook-url": ("http://localhost:8000/a", "http://localhost:8000/a"),
    "pre-webhook-url": ("http://localhost:8000/b", "http://localhost:8000/b"),
    "webhook-filter": ("onMessageAdded", ("onMessageAdded",)),
    "forward-webhooks-to": ("http://localhost:8000", Origin("http", "localhost", 8000)),
    "delivery-receipts": ("timed", "timed"),
    "host": ("::1", "::1"),
    "port": ("0", 0),
    "base-url-port": ("8081", 8081),
    "proxy-auth": ("anna:secret", ProxyCredentials("anna", "secret")),
    "max-sessions": ("7", 7),
    "keep-exchanges": ("7", 7),
    "keep-bytes": ("1024", 1024),
    "ready-file": ("ready.json", Path("ready.json")),
    "confdir": ("conf", Path("conf")),
    "log-format": ("json", "json"),
    "quiet": ("", True),
    "verbose": ("", True),
}

EACH = [
    pytest.param(mode, name, id=f"{mode} {name}")
    for mode in MODES
    for name in [*(setting.name for setting in settings_of(SETTINGS_OF[mode])), *SERVING]
]


@pytest.mark.parametrize(("mode", "name"), EACH)
def test_an_option_is_read_from_the_command_line(mode: ModeName, name: str) -> None:
    text, expected = VALUES[name]

    found = given(mode, f"--{name}", *([text] if text else []))

    assert found[name.replace("-", "_")] == expected


@pytest.mark.parametrize(("mode", "name"), EACH)
def test_an_option_is_read_from_the_same_variable_in_every_mode(mode: ModeName, name: str) -> None:
    text, expected = VALUES[name]
    field = name.replace("-", "_")

    found = given(mode, **{f"RINGBACK_{field.upper()}": text or "1"})

    assert found[field] == expected


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_has_its_own_options_and_no_others(mode: ModeName) -> None:
    names = {parameter.name for parameter in command_of(mode).params}

    assert names == {
        *(setting.field for setting in settings_of(SETTINGS_OF[mode])),
        *(name.replace("-", "_") for name in SERVING),
    }


@pytest.mark.parametrize("mode", MODES)
def test_without_arguments_every_setting_has_its_default(mode: ModeName) -> None:
    found = given(mode)

    assert build(SETTINGS_OF[mode], found) == SETTINGS_OF[mode]()
    assert build(ServerSettings, found) == ServerSettings()


@pytest.mark.parametrize("mode", MODES)
def test_options_are_listed_in_the_order_of_the_table(mode: ModeName) -> None:
    names = [parameter.name for parameter in command_of(mode).params]

    assert names == [
        *(setting.field for setting in settings_of(SETTINGS_OF[mode])),
        *(name.replace("-", "_") for name in SERVING),
    ]


def test_the_command_line_wins_over_the_variable() -> None:
    assert given("fake", "--seed", "7", RINGBACK_SEED="8")["seed"] == 7


def test_a_repeated_option_collects_values() -> None:
    found = given("replay", "-c", "a", "--cassette", "b", "--redact", "x", "--redact", "y")

    assert found["cassette"] == (Path("a"), Path("b"))
    assert found["redact"] == ("x", "y")


def test_several_cassettes_in_the_variable_are_joined_as_in_path() -> None:
    found = given("replay", RINGBACK_CASSETTE=os.pathsep.join(["a b", "c"]))

    assert found["cassette"] == (Path("a b"), Path("c"))


@pytest.mark.parametrize(
    ("mode", "arguments", "accepted"),
    [
        pytest.param("fake", ("--seed", "x"), "give 7, say", id="our parser"),
        pytest.param("fake", ("--validation", "x"), "'strict', 'warn'", id="choices"),
        pytest.param("fake", ("--port", "70000"), "or 0 for any free one", id="a port"),
        pytest.param("fake", ("--host", " "), "give 127.0.0.1", id="an address"),
        pytest.param("record", ("--upstream", "x"), "such as https://", id="a URL"),
    ],
)
def test_a_bad_value_is_a_usage_error_that_names_accepted_values(
    mode: ModeName, arguments: tuple[str, ...], accepted: str
) -> None:
    with pytest.raises(click.BadParameter) as error:
        given(mode, *arguments)

    assert error.value.exit_code == 2
    assert accepted in error.value.format_message()
    assert arguments[0] in error.value.format_message()


def test_a_parsed_value_is_kept_unchanged() -> None:
    parsed = options.Parsed(Path)

    assert parsed.convert(Path("a"), None, None) == Path("a")


@pytest.mark.parametrize("mode", MODES)
def test_the_help_shows_the_defaults(mode: ModeName) -> None:
    shown = CliRunner().invoke(command_of(mode), ["--help"], terminal_width=200).output

    for setting in settings_of(SETTINGS_OF[mode]):
        if setting.default_text is not None:
            assert f"[default: {setting.default_text}]" in shown


@pytest.mark.parametrize("option", ["--host", "--port", "--confdir", "--ready-file", "--seed"])
def test_an_empty_value_is_a_usage_error(option: str) -> None:
    """As `--host "$UNSET"` gives: every address, or a CA in the current folder, is no wish."""
    with pytest.raises(click.UsageError, match="it is empty"):
        given("fake", f"{option}=")


def test_an_address_may_be_in_brackets() -> None:
    assert given("fake", "--host", "[::1]")["host"] == "::1"
