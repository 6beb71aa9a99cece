from pathlib import Path

import pytest

from ringback.errors import CassetteError
from ringback.importing.new_cassette import write_cassette
from tests.support.cassettes.commands import CLEAN
from tests.support.cassettes.exchanges import read_interactions
from tests.support.cassettes.exchanges import write_cassette as write_existing


def test_the_cassette_has_what_was_imported_and_the_names(tmp_path: Path) -> None:
    path = tmp_path / "made" / "a.yaml"

    write_cassette(path, [CLEAN, CLEAN], ("FriendlyName",), tmp_path / "locks")

    assert read_interactions(path) == [CLEAN, CLEAN]
    assert "FriendlyName" in path.read_text().partition("interactions:")[0]
    assert [one.name for one in path.parent.iterdir()] == ["a.yaml"]


def test_a_cassette_that_exists_is_left_alone(tmp_path: Path) -> None:
    path = write_existing(tmp_path / "a.yaml", CLEAN)
    before = path.read_bytes()

    with pytest.raises(CassetteError, match="exists already; give another -o PATH"):
        write_cassette(path, [CLEAN, CLEAN], (), tmp_path / "locks")

    assert path.read_bytes() == before


def test_a_link_to_nowhere_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.symlink_to(tmp_path / "elsewhere.yaml")

    with pytest.raises(CassetteError, match="exists already"):
        write_cassette(path, [CLEAN], (), tmp_path / "locks")


@pytest.mark.parametrize("name", [".", "folder.yaml"])
def test_a_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder.yaml").mkdir()

    with pytest.raises(CassetteError, match=r"is a folder; give -o .*imported\.yaml"):
        write_cassette(Path(name), [CLEAN], (), tmp_path / "locks")


@pytest.mark.parametrize("name", ["a.har", "a.json", "a"])
def test_only_yaml_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(CassetteError, match=r"give -o .*a\.yaml"):
        write_cassette(tmp_path / name, [CLEAN], (), tmp_path / "locks")

    assert list(tmp_path.iterdir()) == []
