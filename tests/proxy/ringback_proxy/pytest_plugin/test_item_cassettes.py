from pathlib import Path

import pytest

from ringback_proxy.pytest_plugin import item_cassettes
from ringback_proxy.pytest_plugin.markers import MarkerOptions

SUITE = """
    import pytest

    @pytest.mark.parametrize("name", ["a-b", "a/b", "c/d"])
    def test_it(name): pass

    class TestX:
        class TestInner:
            def test_it(self): pass

    class TestY:
        class TestInner:
            def test_it(self): pass
"""


@pytest.fixture
def items(pytester: pytest.Pytester) -> list[pytest.Item]:
    items = pytester.getitems(SUITE)
    items[0].session.items = items  # as a run that collects them all has it
    return items


def names(items: list[pytest.Item], folder: Path, *, may_change: bool) -> list[str]:
    found = [
        item_cassettes.find_cassettes(item, MarkerOptions(), folder, may_change=may_change)
        for item in items
    ]
    return [path.name for (path,) in found]


@pytest.mark.parametrize("may_change", [True, False])
def test_every_test_has_a_cassette_of_its_own(
    may_change: bool, items: list[pytest.Item], tmp_path: Path
) -> None:
    (tmp_path / "test_it[a-b].yaml").touch()
    found = names(items, tmp_path, may_change=may_change)
    assert found[:2] == ["test_it[a-b].yaml", "test_it[a-b]-306b0382.yaml"]
    assert found[3:] == ["TestX.TestInner.test_it.yaml", "TestY.TestInner.test_it.yaml"]


def test_a_cassette_of_pytest_recording_is_played_and_not_recorded_to(
    items: list[pytest.Item], tmp_path: Path
) -> None:
    (tmp_path / "test_it[c-d].yaml").touch()
    assert names(items[2:3], tmp_path, may_change=False) == ["test_it[c-d].yaml"]
    assert names(items[2:3], tmp_path, may_change=True) != ["test_it[c-d].yaml"]


def test_markers_name_cassettes(items: list[pytest.Item], tmp_path: Path) -> None:
    found = item_cassettes.find_cassettes(
        items[0], MarkerOptions("replay", ("a", "b")), tmp_path, may_change=True
    )
    assert [path.name for path in found] == ["a.yaml", "b.yaml"]


FIXTURE = """
import pytest

@pytest.fixture
def {}(tmp_path):
    return tmp_path

"""
ASKS = "def test_it(ringback): pass\n"
MARKED = "@pytest.mark.ringback\ndef test_it(): pass\n"
CLASS = """
class TestOther:
    @pytest.fixture
    def ringback_cassette_dir(self, tmp_path):
        return tmp_path
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(FIXTURE.format("ringback_cassette_dir") + ASKS, True, id="by the test"),
        pytest.param(FIXTURE.format("ringback_cassette_dir") + MARKED, True, id="by its marker"),
        pytest.param(FIXTURE.format("another") + ASKS, False, id="another fixture"),
        pytest.param(FIXTURE.format("another") + MARKED + CLASS, False, id="in another class"),
    ],
)
def test_a_fixture_of_the_project_may_override_the_folder(
    source: str, expected: bool, pytester: pytest.Pytester
) -> None:
    (item,) = pytester.getitems(source)
    assert item_cassettes.overrides_folder(item) is expected
