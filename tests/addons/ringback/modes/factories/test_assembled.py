from contextlib import ExitStack
from pathlib import Path

import pytest

from ringback.settings.names import ModeName
from tests.support.proxy.assembly import assembled, conversations, recording, settings_of


@pytest.mark.parametrize("mode", ["replay", "record"])
def test_names_to_redact_are_those_of_the_cassette_and_of_the_user(
    mode: ModeName, tmp_path: Path, locks: Path, finished: ExitStack
) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(recording(redact="Theirs"))
    made = assembled(settings_of(mode, path, redact=("Ours",)), locks, finished)

    redacted = made.redactor.redact_request(
        conversations("POST", b"Theirs=hidden1&Ours=hidden2&Other=shown")
    )

    assert b"hidden" not in redacted.body
    assert b"shown" in redacted.body


@pytest.mark.parametrize("mode", ["replay", "record"])
def test_a_torn_cassette_is_warned_of(
    mode: ModeName, cassette: Path, locks: Path, finished: ExitStack
) -> None:
    with cassette.open("a") as file:
        file.write("- request:\n    body: 'torn")

    (warning,) = assembled(settings_of(mode, cassette), locks, finished).warnings

    assert "torn" in warning
