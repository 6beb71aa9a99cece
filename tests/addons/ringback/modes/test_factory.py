import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from ringback.modes.factory import assemble
from ringback.modes.outcomes import Answer, Forward, Miss, Source
from ringback.settings.names import MODES, ModeName
from ringback.settings.setting import build
from ringback.settings.table import (
    SETTINGS_OF,
    FakeSettings,
)
from tests.support.process.waiting import TIMEOUT
from tests.support.proxy.assembly import assembled, conversations, recording, settings_of

IMPORTS = """
import sys
from pathlib import Path
from ringback.modes.factory import assemble
from ringback.settings.table import SETTINGS_OF
assemble(SETTINGS_OF["{mode}"]({arguments}), Path("locks"))
print(*sorted(sys.modules), sep="\\n")
"""


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_is_made_by_its_name(
    mode: ModeName, cassette: Path, locks: Path, finished: ExitStack
) -> None:
    made = assembled(settings_of(mode, cassette), locks, finished)

    assert made.mode.name == mode
    assert made.mode.offline is (mode in ("fake", "replay"))
    assert [warning[:22] for warning in made.warnings] == (
        ["a.yaml #1 is not playe"] if mode == "fake" else []
    )


@pytest.mark.parametrize(
    ("mode", "answer"),
    [("fake", Source.FAKE), ("replay", Source.CASSETTE), ("record", Source.CASSETTE)],
)
def test_a_mode_answers_a_request_that_it_knows(
    mode: ModeName, answer: Source, cassette: Path, locks: Path, finished: ExitStack
) -> None:
    made = assembled(settings_of(mode, cassette), locks, finished)

    decision = made.mode.decide(conversations())

    assert isinstance(decision, Answer)
    assert decision.source is answer


@pytest.mark.parametrize(
    ("mode", "decision"), [("replay", Miss), ("record", Forward), ("inspect", Forward)]
)
def test_a_mode_forwards_or_misses_an_unknown_request(
    mode: ModeName, decision: type, cassette: Path, locks: Path, finished: ExitStack
) -> None:
    made = assembled(settings_of(mode, cassette), locks, finished)

    assert isinstance(made.mode.decide(conversations("DELETE")), decision)


@pytest.mark.parametrize("mode", ["replay", "record"])
@pytest.mark.parametrize(("repeats", "second"), [(True, Answer), (False, (Miss, Forward))])
def test_playback_repeats_only_if_allowed(
    mode: ModeName,
    repeats: bool,
    second: type | tuple[type, ...],
    cassette: Path,
    locks: Path,
    finished: ExitStack,
) -> None:
    settings = settings_of(mode, cassette, allow_playback_repeats=repeats)
    made = assembled(settings, locks, finished)
    made.mode.decide(conversations())

    assert isinstance(made.mode.decide(conversations()), second)


def test_a_mode_without_recordings_has_no_unplayed_ones(locks: Path) -> None:
    assert not assemble(FakeSettings(), locks).mode.unplayed()


@pytest.mark.parametrize(("unknown_services", "status"), [("adopt", 200), ("refuse", 404)])
@pytest.mark.parametrize("mode", ["fake", "replay"])
def test_the_fake_adopts_or_refuses_unknown_services(
    mode: ModeName, unknown_services: str, status: int, locks: Path, cassette: Path
) -> None:
    values = {"cassette": (cassette,), "on_miss": "fake", "unknown_services": unknown_services}
    made = assemble(build(SETTINGS_OF[mode], values), locks)
    path = f"/v1/Services/IS{'a' * 32}/Conversations"

    decision = made.mode.decide(replace(conversations(), target=path))

    assert isinstance(decision, Answer)
    assert decision.response.status == status


def loaded_by(mode: str, folder: Path, arguments: str = "") -> set[str]:
    """Return the names of the modules that a mode loads in a new process."""
    finished = subprocess.run(
        [sys.executable, "-c", IMPORTS.format(mode=mode, arguments=arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=True,
    )
    return set(finished.stdout.split())


@pytest.mark.parametrize("mode", ["fake", "inspect"])
def test_a_mode_without_cassettes_does_not_load_their_libraries(mode: str, tmp_path: Path) -> None:
    assert loaded_by(mode, tmp_path).isdisjoint({"vcr", "yaml", "mitmproxy"})


def test_replay_does_not_load_the_model_of_the_api(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(recording())

    loaded = loaded_by("replay", tmp_path, 'cassette=(Path("one.yaml"),)')

    assert "ringback.modes.replaying.replay" in loaded
    assert "ringback.twilio.api" not in loaded
