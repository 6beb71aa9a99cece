from collections.abc import Callable
from pathlib import Path

import pytest

from ringback.cassette.storage.pending_cassette import PendingCassette, find_leftovers
from ringback.errors import CassetteError


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    path = tmp_path / "one.yaml"
    path.write_text("old")
    return path


def test_a_pending_file_replaces_the_cassette(cassette: Path) -> None:
    pending = PendingCassette(cassette)
    pending.path.write_text("new")

    pending.put_in_place()

    assert cassette.read_text() == "new"
    assert list(cassette.parent.iterdir()) == [cassette]


def test_a_pending_file_may_be_the_first_cassette(tmp_path: Path) -> None:
    pending = PendingCassette(tmp_path / "one.yaml")
    pending.path.write_text("new")

    pending.put_in_place()

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
def test_a_changed_cassette_is_not_replaced(cassette: Path, change: Callable[[Path], None]) -> None:
    pending = PendingCassette(cassette)
    pending.path.write_text("new")
    change(cassette)
    before = cassette.read_text() if cassette.exists() else None

    with pytest.raises(CassetteError) as caught:
        pending.put_in_place()

    assert str(caught.value) == (
        f"{pending.path}: cannot be put in the place of {cassette}: another program changed that "
        "during the run; compare the two, and move this there if it is the one to keep"
    )
    assert pending.path.read_text() == "new"
    assert (cassette.read_text() if cassette.exists() else None) == before


def test_each_pending_file_has_its_own_name(cassette: Path) -> None:
    names = []
    for _ in range(3):
        pending = PendingCassette(cassette)
        pending.path.touch()
        names.append(pending.path)

    assert [path.name for path in names] == [
        "one.yaml.pending",
        "one.yaml.pending2",
        "one.yaml.pending3",
    ]
    cassette.with_name("two.yaml.pending").touch()
    assert find_leftovers(cassette) == names
