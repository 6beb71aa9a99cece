from pathlib import Path

import pytest

from tests.support.state import kind, store
from tests.support.state.kind import Kind, add_state


@pytest.fixture(autouse=True)
def processes_with_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind, "KIND", Kind.PROCESS)
    monkeypatch.setattr(store, "KIND", "sqlite")


def test_each_fake_has_a_state_of_its_own(tmp_path: Path) -> None:
    one, other = (add_state(("fake", "--seed", "1"), tmp_path) for _ in range(2))

    assert [*one[:2], *one[3:]] == ["fake", "--state", "--seed", "1"]
    assert one[2].endswith(".sqlite")
    assert one[2] != other[2]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("fake", "--state", "x.sqlite"), id="has one"),
        pytest.param(("replay", "-c", "x.yaml"), id="not a fake"),
    ],
)
def test_others_are_started_as_they_are(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert add_state(arguments, tmp_path) == arguments


def test_fakes_are_in_memory_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind, "KIND", Kind.MEMORY)
    assert add_state(("fake",), tmp_path) == ("fake",)
