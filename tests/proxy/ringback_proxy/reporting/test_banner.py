from dataclasses import replace
from pathlib import Path

import pytest

from ringback.http.origin import Origin
from ringback.settings.names import MODES, ModeName
from ringback.settings.setting import build
from ringback.settings.table import SETTINGS_OF, FakeSettings, Settings
from ringback_proxy.reporting.banner import advise_on_new_cassette, make_banner
from ringback_proxy.runtime_files.ready_file import Ready

FACTS = Ready(
    mode="fake",
    pid=7,
    host="127.0.0.1",
    port=8080,
    proxy_url="http://127.0.0.1:8080",
    base_url=None,
    ca="/ca.pem",
    bundle="/bundle.pem",
)


def said(settings: Settings, facts: Ready = FACTS) -> str:
    return "".join(f"{line}\n" for line in make_banner(facts, settings))


@pytest.mark.parametrize(
    ("mode", "promise"),
    [
        ("fake", "nothing reaches Twilio"),
        ("replay", "nothing reaches Twilio"),
        ("record", "forwards to the real Twilio and writes it down"),
        ("inspect", "forwards to the real Twilio and shows it; writes nothing"),
    ],
)
def test_the_banner_says_what_the_mode_does(mode: ModeName, promise: str) -> None:
    first = said(SETTINGS_OF[mode]()).splitlines()[0]

    assert first.startswith(f"ringback {mode}: ")
    assert promise in first


@pytest.mark.parametrize("mode", ["record", "inspect"])
def test_the_banner_of_a_forwarding_mode_names_the_upstream(mode: ModeName) -> None:
    upstream = Origin("https", "localhost", 8443)
    settings = build(SETTINGS_OF[mode], {"upstream": upstream})

    assert "forwards to https://localhost:8443 and" in said(settings)


@pytest.mark.parametrize("mode", MODES)
def test_the_pasted_variables_point_a_client_here(mode: ModeName) -> None:
    lines = [line.strip() for line in said(SETTINGS_OF[mode]()).splitlines()]

    assert (
        "export HTTPS_PROXY=http://127.0.0.1:8080 HTTP_PROXY=http://127.0.0.1:8080 "
        "NO_PROXY=localhost,127.0.0.1"
    ) in lines
    assert "export SSL_CERT_FILE=/bundle.pem REQUESTS_CA_BUNDLE=/bundle.pem" in lines
    assert "export NODE_EXTRA_CA_CERTS=/ca.pem NODE_USE_ENV_PROXY=1" in lines


def test_without_a_base_url_port_no_base_url_is_printed() -> None:
    assert "base URL" not in said(FakeSettings())


def test_the_base_url_is_printed() -> None:
    facts = replace(FACTS, base_url="http://127.0.0.1:8081")

    assert "as a base URL: http://127.0.0.1:8081\n" in said(FakeSettings(), facts)


def test_the_variables_for_every_client_are_one_command_away() -> None:
    assert 'eval "$(ringback env --port 8080)"' in said(FakeSettings())


def test_a_path_with_a_blank_can_be_pasted() -> None:
    pasted = said(FakeSettings(), replace(FACTS, bundle="/my files/bundle.pem"))

    assert "SSL_CERT_FILE='/my files/bundle.pem'" in pasted


def test_a_password_is_not_shown() -> None:
    shown = said(FakeSettings(), replace(FACTS, proxy_url="http://anna:secret@127.0.0.1:8080"))

    assert "secret" not in shown
    assert "Listening on http://127.0.0.1:8080 " in shown
    assert "export HTTPS_PROXY=http://USER:PASSWORD@127.0.0.1:8080 " in shown


@pytest.mark.parametrize(
    ("mode", "redact", "existing", "is_advised"),
    [
        ("record", (), (), True),
        ("record", ("X-Name",), (), True),
        ("record", ("personal-data",), (), False),
        ("record", (), ("one.yaml",), False),
        ("replay", (), (), False),
    ],
    ids=["new", "other names", "asked for already", "not the first run", "replay"],
)
def test_personal_data_is_mentioned_before_the_first_recording(
    mode: ModeName,
    redact: tuple[str, ...],
    existing: tuple[str, ...],
    is_advised: bool,
    tmp_path: Path,
) -> None:
    for name in existing:
        (tmp_path / name).touch()
    settings = build(SETTINGS_OF[mode], {"cassette": (tmp_path / "one.yaml",), "redact": redact})

    advice = advise_on_new_cassette(settings)

    assert ("--redact personal-data" in (advice or "")) is is_advised
