from pathlib import Path

import pytest

from understudy_proxy.testing.messages import Ended, Place
from understudy_proxy.testing.tally import Tally


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    path = tmp_path / "shared.yaml"
    path.touch()
    return path


def ended(cassette: Path, *unplayed: int) -> Ended:
    return Ended((), (cassette,), tuple(Place(cassette, index) for index in unplayed))


def test_what_no_test_played_is_found(cassette: Path) -> None:
    tally = Tally()
    tally.add(ended(cassette, 2, 3))
    tally.add(ended(cassette, 1, 3))
    assert tally.findings() == [f"never played: {cassette} #3"]


def test_a_cassette_of_no_test_is_found(cassette: Path, tmp_path: Path) -> None:
    (tmp_path / "orphan.yaml").touch()
    tally = Tally()
    tally.expect([cassette])
    assert tally.findings() == [f"of no test: {tmp_path / 'orphan.yaml'}"]


def test_a_test_that_was_skipped_still_has_its_cassette(cassette: Path, tmp_path: Path) -> None:
    tally = Tally()
    tally.expect([cassette, tmp_path / "missing" / "other.yaml"])
    assert tally.findings() == []


def test_workers_are_counted_together(cassette: Path, tmp_path: Path) -> None:
    (tmp_path / "orphan.yaml").touch()
    one, other, together = Tally(), Tally(), Tally()
    one.add(ended(cassette, 2, 3))
    other.add(ended(cassette, 1, 3))
    other.expect([cassette])
    together.merge(one.plain())
    together.merge(other.plain())
    assert together.findings() == [
        f"never played: {cassette} #3",
        f"of no test: {tmp_path / 'orphan.yaml'}",
    ]
