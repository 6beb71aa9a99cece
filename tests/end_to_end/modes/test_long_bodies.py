"""No body stops the event loop: what takes long is done in threads, in short calls.

How short they are depends on the machine: `make pauses` measures them, with more and longer bodies.
"""

from pathlib import Path

import pytest

from tests.support.messages.long_bodies import make_long_bodies
from tests.support.messages.long_body_scenes import (
    MODES,
    PLACES,
    find_stretches,
    find_stretches_of_place,
)

BODIES = make_long_bodies(200_000)


@pytest.mark.parametrize("name", ["noise", "words", "parts of a form", "tokens that end early"])
@pytest.mark.parametrize("mode", MODES)
def test_no_long_body_is_searched_in_the_event_loop(
    mode: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stretches = find_stretches(monkeypatch, tmp_path, mode, *BODIES[name])

    assert not stretches.searched_in_loop
    assert len(stretches.longest) > 1  # it was searched elsewhere


@pytest.mark.parametrize("name", ["noise", "a form", "JSON"])
@pytest.mark.parametrize("place", PLACES)
def test_no_long_body_is_searched_in_the_event_loop_to_be_shown(
    place: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stretches = find_stretches_of_place(monkeypatch, tmp_path, place, *BODIES[name])

    assert not stretches.searched_in_loop
