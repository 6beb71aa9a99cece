"""No body stops the event loop: what takes long is done in threads, in short calls."""

from pathlib import Path

import pytest

from tests.support.messages.long_bodies import make_long_bodies
from tests.support.messages.long_body_scenes import (
    MODES,
    PLACES,
    find_longest_stretch,
    find_longest_stretch_of_place,
)

# In seconds of processor time; a tenth of a second is promised for every body.
LIMIT = 0.1
# `make pauses` tries the others.
BODIES = make_long_bodies(200_000)
SOME = ("noise", "words", "parts of a form", "tokens that end early")


@pytest.mark.parametrize("name", SOME)
@pytest.mark.parametrize("mode", MODES)
def test_other_clients_have_a_turn_while_a_long_body_is_processed(
    mode: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    longest, place = find_longest_stretch(monkeypatch, tmp_path, mode, *BODIES[name])

    assert longest < LIMIT, place


@pytest.mark.parametrize("name", ["noise", "a form", "JSON"])
@pytest.mark.parametrize("place", PLACES)
def test_other_clients_have_a_turn_while_a_long_body_is_shown(
    place: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    longest, where = find_longest_stretch_of_place(monkeypatch, tmp_path, place, *BODIES[name])

    assert longest < LIMIT, where
