from collections.abc import Callable
from pathlib import Path

import pytest

from ringback.cassette.storage.pending import PendingCassette, leftover_pending
from ringback.errors import CassetteError


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    path = tmp_path / "one.yaml"
    path.write_text("old")
    return path


def test_a_take_is_put_in_the_place_of_the_cassette(cassette: Path) -> None:
    take = PendingCassette(cassette)
    take.path.write_text("new")

    take.put_in_place()

    assert cassette.read_text() == "new"
    assert list(cassette.parent.iterdir()) == [cassette]


def test_a_take_of_nothing_is_the_first_cassette(tmp_path: Path) -> None:
    take = PendingCassette(tmp_path / "one.yaml")
    take.path.write_text("new")

    take.put_in_place()

    assert (tmp_path / "one.yaml").read_text() == "new"


def _rewritten(cassette: Path) -> None:
    cassette.write_text("newer")


def _gone(cassette: Path) -> None:
    cassette.unlink()


def _replaced(cassette: Path) -> None:
    other = cassette.with_name("other")
    other.write_text("old")
    other.replace(cassette)


@pytest.mark.parametrize("change", [_rewritten, _gone, _replaced])
def test_what_has_changed_is_not_replaced(cassette: Path, change: Callable[[Path], None]) -> None:
    take = PendingCassette(cassette)
    take.path.write_text("new")
    change(cassette)
    before = cassette.read_text() if cassette.exists() else None

    with pytest.raises(CassetteError) as caught:
        take.put_in_place()

    assert str(caught.value) == (
        f"{take.path}: cannot be put in the place of {cassette}: another program changed that "
        "during the run; compare the two, and move this there if it is the one to keep"
    )
    assert take.path.read_text() == "new"
    assert (cassette.read_text() if cassette.exists() else None) == before


def test_a_take_has_a_name_of_its_own(cassette: Path) -> None:
    names = []
    for _ in range(3):
        take = PendingCassette(cassette)
        take.path.touch()
        names.append(take.path)

    assert [path.name for path in names] == ["one.yaml.take", "one.yaml.take2", "one.yaml.take3"]
    cassette.with_name("two.yaml.take").touch()
    assert leftover_pending(cassette) == names
