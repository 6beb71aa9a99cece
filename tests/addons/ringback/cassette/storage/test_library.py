from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ringback.cassette.model import Interaction
from ringback.cassette.storage.library import load_library, watcher
from ringback.errors import CassetteError
from tests.support.cassettes.exchanges import create, created, write_cassette

ADA = Interaction(create(caller=None, FriendlyName="Ada"), created())
EVE = Interaction(create(caller=None, FriendlyName="Eve"), created())


def test_files_and_folders_are_loaded_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("b.yaml", "a.yaml", "c.yaml.pending", "d.yaml.torn"):
        write_cassette(folder / name, ADA)
    single = write_cassette(tmp_path / "single.yaml", EVE)

    library = load_library([single, folder])

    assert [cassette.path.name for cassette in library.cassettes] == [
        "single.yaml",
        "a.yaml",
        "b.yaml",
    ]
    assert [one.path.name for one in library.recordings] == ["single.yaml", "a.yaml", "b.yaml"]
    assert library.warnings == (
        f"{folder}: left out c.yaml.pending, d.yaml.torn (of a run that did not end)",
    )


def test_an_empty_folder_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="there is no cassette in this folder"):
        load_library([tmp_path])


def test_loading_drops_an_incomplete_interaction_without_writing(tmp_path: Path) -> None:
    path = write_cassette(tmp_path / "one.yaml", ADA, EVE)
    path.write_bytes(path.read_bytes()[:-40])
    before = path.read_bytes()

    library = load_library([path])

    assert len(library.recordings) == 1
    assert len(library.warnings) == 1
    assert path.read_bytes() == before


def test_the_files_pass_a_watcher_as_they_are_read(tmp_path: Path) -> None:
    files = [write_cassette(tmp_path / name, ADA) for name in ("a.yaml", "b.yaml")]
    seen: list[Path] = []

    def watch(paths: Sequence[Path]) -> Iterator[Path]:
        assert len(paths) == 2
        for path in paths:
            seen.append(path)
            yield path

    token = watcher.set(watch)
    try:
        library = load_library([tmp_path])
    finally:
        watcher.reset(token)

    assert seen == files
    assert len(library.cassettes) == 2
