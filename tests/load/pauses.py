"""`make pauses`: the longest stretch in which one long body keeps everything else waiting.

Every body that is known to be slow, of a megabyte, in every mode, and shown by the control API and
the page. The longest stretches are printed with `-s`.
"""

# ruff: noqa: T201  (what a program prints is its answer)

from pathlib import Path

import pytest

from tests.support.messages.long_bodies import make_long_bodies
from tests.support.messages.long_body_scenes import (
    MODES,
    PLACES,
    find_stretches,
    find_stretches_of_place,
)

LIMIT = 0.1  # seconds of processor time
BODIES = make_long_bodies(1_000_000)


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("mode", MODES)
def test_no_stretch_is_long(
    mode: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stretches = find_stretches(monkeypatch, tmp_path, mode, *BODIES[name])
    longest, place = stretches.find_longest()

    print(f"{mode:8} {name:24} {longest * 1000:6.1f} ms  {place}")
    assert longest < LIMIT, place


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("place", PLACES)
def test_no_stretch_is_long_where_it_is_shown(
    place: str, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stretches = find_stretches_of_place(monkeypatch, tmp_path, place, *BODIES[name])
    longest, where = stretches.find_longest()

    print(f"{place:15} {name:24} {longest * 1000:6.1f} ms  {where}")
    assert longest < LIMIT, where
