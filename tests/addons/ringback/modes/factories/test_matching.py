from contextlib import ExitStack
from pathlib import Path

import pytest

from ringback.errors import UsageError
from ringback.modes.factory import assemble
from ringback.modes.outcomes import Answer
from ringback.settings.names import ModeName
from ringback.settings.table import (
    ReplaySettings,
)
from tests.support.proxy.assembly import assembled, conversations, recording, settings_of


def test_replay_uses_the_matchers(cassette: Path, locks: Path, finished: ExitStack) -> None:
    settings = ReplaySettings(cassette=(cassette,), match_on=("path",))
    made = assembled(settings, locks, finished)

    assert isinstance(made.mode.decide(conversations("DELETE")), Answer)


def test_replay_ignores_fields(tmp_path: Path, locks: Path, finished: ExitStack) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(recording("POST").replace("body: null", "body: FriendlyName=Bob"))
    made = assembled(
        ReplaySettings(cassette=(path,), ignore_field=("FriendlyName",)), locks, finished
    )

    assert isinstance(made.mode.decide(conversations("POST", b"FriendlyName=Ada")), Answer)


@pytest.mark.parametrize("mode", ["replay", "record"])
def test_a_bad_matcher_is_reported_before_a_missing_cassette(
    mode: ModeName, tmp_path: Path, locks: Path
) -> None:
    settings = settings_of(mode, tmp_path / "gone.yaml", match_on=("colour",))

    with pytest.raises(UsageError, match="colour"):
        assemble(settings, locks)
