from contextlib import ExitStack
from pathlib import Path

import pytest

from ringback.clock import system_clock
from ringback.http.messages import request_to
from ringback.modes.factories.replay import Playback
from ringback.modes.factory import assemble
from ringback.modes.outcomes import Answer, Miss, Source
from ringback.settings.names import OnMissName
from ringback.settings.table import (
    ReplaySettings,
)
from tests.support.proxy.assembly import assembled, conversations, recording
from tests.support.proxy.flows import HOST


def test_several_cassettes_are_replayed(
    cassette: Path, tmp_path: Path, locks: Path, finished: ExitStack
) -> None:
    other = tmp_path / "b.yaml"
    other.write_text(recording("DELETE"))
    made = assembled(ReplaySettings(cassette=(cassette, other)), locks, finished)

    for method in ("GET", "DELETE"):
        assert isinstance(made.mode.decide(conversations(method)), Answer)


def test_unplayed_recordings_are_counted(cassette: Path, locks: Path, finished: ExitStack) -> None:
    made = assembled(ReplaySettings(cassette=(cassette,)), locks, finished)
    before = made.mode.unplayed() or ()

    made.mode.decide(conversations())

    assert (len(before), made.mode.unplayed()) == (1, ())


def test_a_request_that_the_cassette_lacks_may_be_faked(
    cassette: Path, locks: Path, finished: ExitStack
) -> None:
    settings = ReplaySettings(cassette=(cassette,), on_miss="fake")
    made = assembled(settings, locks, finished)

    played = made.mode.decide(conversations())
    faked = made.mode.decide(conversations("POST", b"FriendlyName=Ada"))

    assert isinstance(played, Answer)
    assert isinstance(faked, Answer)
    assert (played.source, faked.source) == (Source.CASSETTE, Source.FAKE)
    assert made.mode.unplayed() == ()
    assert made.mode.offline


def test_the_advice_to_record_names_what_is_redacted(tmp_path: Path, locks: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(recording())
    settings = ReplaySettings(cassette=(path,), redact=("Friendly Name",))
    request = request_to("GET", f"https://{HOST}/v1/Conversations/another")
    missed = assemble(settings, locks).mode.decide(request)
    assert isinstance(missed, Miss)
    assert f"ringback record --redact 'Friendly Name' -c {path}" in missed.report


@pytest.mark.parametrize("on_miss", ["refuse", "fake"])
def test_a_playback_starts_many_replays_of_one_reading(on_miss: OnMissName, tmp_path: Path) -> None:
    cassette = tmp_path / "a.yaml"
    cassette.write_text(recording())
    playback = Playback(ReplaySettings(cassette=(cassette,), on_miss=on_miss))
    cassette.unlink()

    first, second = (playback.assemble(system_clock) for _ in range(2))

    for made in (first, second):
        decision = made.mode.decide(conversations())
        assert isinstance(decision, Answer)
        assert decision.source is Source.CASSETTE
    assert first.redactor is not second.redactor
