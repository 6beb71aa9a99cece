from pathlib import Path

import pytest

from ringback_proxy.sessions.run_marker import RunMarker


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    return tmp_path / "it.yaml"


def noted(cassette: Path, run: str) -> RunMarker:
    return RunMarker(cassette.with_name("it.run"), cassette, run)


@pytest.mark.parametrize(
    ("run", "other", "says_so"),
    [
        pytest.param("one", "one", True, id="the same run"),
        pytest.param("one", "two", False, id="another run"),
        pytest.param("", "", False, id="no run"),
    ],
)
def test_a_changed_cassette_is_marked(run: str, other: str, says_so: bool, cassette: Path) -> None:
    with noted(cassette, run).track():
        cassette.write_text("recorded")
    assert noted(cassette, other).is_current() is says_so


def test_an_unchanged_cassette_is_not_marked(cassette: Path) -> None:
    cassette.write_text("recorded")
    with noted(cassette, "one").track():
        pass
    assert not noted(cassette, "one").is_current()


def test_a_deleted_cassette_is_not_current(cassette: Path) -> None:
    with noted(cassette, "one").track():
        cassette.write_text("recorded")
    cassette.unlink()
    assert not noted(cassette, "one").is_current()
