from pathlib import Path

import pytest

from ringback.cassette.storage.folders import find_cassettes
from ringback.errors import CassetteError

CASSETTE = "version: 1\ninteractions: []\n"


def make(folder: Path, *names: str, text: str = CASSETTE) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def names(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in find_cassettes(folder).files]


def test_every_ending_is_found_in_every_sub_folder_in_order(tmp_path: Path) -> None:
    make(tmp_path, "z.yaml", "b/test_a.yaml", "b/c/d.yml", "a.json", "A.yml", "empty.yaml")

    assert names(tmp_path) == [
        "A.yml",
        "a.json",
        "b/c/d.yml",
        "b/test_a.yaml",
        "empty.yaml",
        "z.yaml",
    ]
    assert find_cassettes(tmp_path).note == ""


def test_what_is_left_out_is_noted_on_one_line(tmp_path: Path) -> None:
    make(
        tmp_path, "a.yaml", ".git/b.yaml", "c.yaml.pending2", "c.yaml.torn", "x/README.md", "1.txt"
    )
    make(tmp_path, "2.txt", "3.txt", "4.txt")
    make(tmp_path, "package.json", text='{"name": "x"}')

    found = find_cassettes(tmp_path)

    assert names(tmp_path) == ["a.yaml"]
    assert found.note == (
        f"{tmp_path}: left out package.json (JSON of another kind), .git (hidden), "
        "1.txt, 2.txt, 3.txt and 2 more (not a cassette by its name), "
        "c.yaml.pending2, c.yaml.torn (of a run that did not end)"
    )


def test_the_lock_of_a_running_recorder_is_not_mentioned(tmp_path: Path) -> None:
    make(tmp_path, "a.yaml", ".b.yaml.lock")

    assert find_cassettes(tmp_path).note == ""


def test_an_empty_json_file_may_be_a_cassette(tmp_path: Path) -> None:
    make(tmp_path, "a.json", text="")
    make(tmp_path, "b.json", text='[{"request": {}}]')

    assert names(tmp_path) == ["a.json", "b.json"]


def test_links_are_followed_once(tmp_path: Path) -> None:
    make(tmp_path / "real", "a.yaml")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "real")
    (folder / "again").symlink_to(folder)

    assert names(folder) == ["link/a.yaml"]


def test_a_folder_without_a_cassette_is_rejected_with_what_it_has(tmp_path: Path) -> None:
    make(tmp_path, "a.yaml.pending")

    with pytest.raises(CassetteError, match=r"no \.yaml.*a\.yaml\.pending \(of a run"):
        find_cassettes(tmp_path)


def test_a_file_is_itself_whatever_its_name(tmp_path: Path) -> None:
    assert find_cassettes(tmp_path / "x.txt").files == (tmp_path / "x.txt",)


def test_a_path_that_cannot_be_looked_up_is_left_to_whoever_reads_it(tmp_path: Path) -> None:
    path = tmp_path / f"{'x' * 300}.yaml"

    assert find_cassettes(path).files == (path,)
