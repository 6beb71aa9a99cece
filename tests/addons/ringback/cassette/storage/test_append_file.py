import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ringback.cassette.format.reader import read
from ringback.cassette.format.writer import render, render_header
from ringback.cassette.model import Cassette, Interaction
from ringback.cassette.storage import files
from ringback.cassette.storage.append_file import AppendFile
from ringback.errors import CassetteError
from tests.support.cassettes.exchanges import (
    create,
    created,
    read_interactions,
    render_cassette,
    write_cassette,
)

ADA = Interaction(create(caller=None, FriendlyName="Ada"), created())
EVE = Interaction(create(caller=None, FriendlyName="Eve"), created())
BOB = Interaction(create(caller=None, FriendlyName="Bob"), created())

VCRPYS = (render_cassette(ADA).replace("version: 1\n", "") + "version: 1\n").encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "one.yaml"


@pytest.fixture
def opened() -> Iterator[list[AppendFile]]:
    files: list[AppendFile] = []
    yield files
    for file in files:
        file.close()


@pytest.fixture
def appended(path: Path, opened: list[AppendFile]) -> "Appending":
    return Appending(path, opened)


class Appending:
    """Opens a cassette from disk and appends to it."""

    def __init__(self, path: Path, opened: list[AppendFile]) -> None:
        self.path = path
        self.opened = opened

    def open(self, *redact_names: str) -> AppendFile:
        exists = self.path.exists()
        cassette = read(self.path.read_bytes(), self.path) if exists else Cassette(self.path)
        file = AppendFile(cassette, redact_names)
        self.opened.append(file)
        return file


def data(*interactions: Interaction) -> bytes:
    return "".join(map(render, interactions)).encode()


def test_the_first_interaction_creates_the_file(appended: Appending) -> None:
    file = appended.open()
    assert not appended.path.exists()

    file.append(data(ADA))

    assert appended.path.read_bytes() == render_cassette(ADA).encode()


def test_later_interactions_are_appended(appended: Appending) -> None:
    file = appended.open()

    file.append(data(ADA))
    file.append(data(EVE, BOB))

    assert appended.path.read_bytes() == render_cassette(ADA, EVE, BOB).encode()


def test_our_own_layout_is_appended_to_in_place(appended: Appending) -> None:
    write_cassette(appended.path, ADA)
    inode = appended.path.stat().st_ino

    appended.open().append(data(EVE))

    assert read_interactions(appended.path) == [ADA, EVE]
    assert appended.path.stat().st_ino == inode


def test_an_empty_file_gets_a_header(appended: Appending) -> None:
    appended.path.touch()

    appended.open().append(data(ADA))

    assert read_interactions(appended.path) == [ADA]


def test_a_cassette_in_another_layout_is_rearranged_once(appended: Appending) -> None:
    appended.path.write_bytes(VCRPYS)
    file = appended.open()

    file.append(data(EVE))
    inode = appended.path.stat().st_ino
    file.append(data(BOB))

    assert appended.path.stat().st_ino == inode
    assert appended.path.read_bytes() == render_cassette(ADA, EVE, BOB).encode()


@pytest.mark.parametrize("text", [b"", VCRPYS, render_cassette(ADA).encode()])
def test_check_accepts_an_appendable_cassette_and_keeps_it(
    appended: Appending, text: bytes
) -> None:
    appended.path.write_bytes(text)

    appended.open("Name").check()

    assert appended.path.read_bytes() == text


def test_check_rejects_a_cassette_before_anything_is_appended(appended: Appending) -> None:
    text = render_cassette(ADA).replace("interactions:", "interactions: !!python/tuple")
    appended.path.write_text(text)

    with pytest.raises(CassetteError, match="cannot be brought into an order to append to"):
        appended.open().check()

    assert appended.path.read_text() == text


def test_another_layout_stays_without_an_interaction(appended: Appending) -> None:
    appended.path.write_bytes(VCRPYS)

    appended.open().close()

    assert appended.path.read_bytes() == VCRPYS


def test_names_to_redact_are_noted_in_a_new_cassette(appended: Appending) -> None:
    appended.open("FriendlyName").append(data(ADA))

    assert appended.path.read_text().startswith(render_header(["FriendlyName"]))


def test_new_names_to_redact_are_noted_in_an_old_one(appended: Appending) -> None:
    write_cassette(appended.path, ADA)

    appended.open("FriendlyName").append(data(EVE))

    cassette = read(appended.path.read_bytes(), appended.path)
    assert cassette.redact_names == ("FriendlyName",)
    assert read_interactions(appended.path) == [ADA, EVE]


def test_a_full_disk_leaves_the_file_unchanged(
    appended: Appending, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = appended.open()
    file.append(data(ADA))
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", half_then_full())

        with pytest.raises(CassetteError) as caught:
            file.append(data(EVE))

    assert str(caught.value) == (
        f"{appended.path}: cannot be written: No space left on device; "
        "nothing is recorded until it can"
    )
    assert appended.path.read_bytes() == render_cassette(ADA).encode()
    # When there is space again, recording continues.
    file.append(data(BOB))
    assert read_interactions(appended.path) == [ADA, BOB]


def test_a_full_disk_at_first_leaves_no_file(
    appended: Appending, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = appended.open()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(CassetteError, match="No space left on device"):
            file.append(data(ADA))

    file.append(data(EVE))

    assert read_interactions(appended.path) == [EVE]


def test_an_interaction_that_cannot_be_synced_is_removed(
    appended: Appending, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = appended.open()
    file.append(data(ADA))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(CassetteError):
            file.append(data(EVE))

    assert appended.path.read_bytes() == render_cassette(ADA).encode()


def test_a_removed_file_is_reported(appended: Appending) -> None:
    file = appended.open()
    file.append(data(ADA))
    appended.path.unlink()

    with pytest.raises(CassetteError) as caught:
        file.append(data(EVE))

    assert str(caught.value) == (
        f"{appended.path}: is gone while it was recorded to; nothing more is recorded. "
        "Start record again."
    )
    assert not appended.path.exists()


def test_a_replaced_file_is_not_written_to(appended: Appending) -> None:
    file = appended.open()
    file.append(data(ADA))
    files.replace(appended.path, render_cassette(BOB).encode())

    with pytest.raises(CassetteError, match="was replaced by another program"):
        file.append(data(EVE))

    assert read_interactions(appended.path) == [BOB]


def test_a_file_changed_by_another_program_is_not_written_to(appended: Appending) -> None:
    file = appended.open()
    file.append(data(ADA))
    with appended.path.open("ab") as other:
        other.write(b"# mine\n")

    with pytest.raises(CassetteError, match="was changed by another program"):
        file.append(data(EVE))

    assert appended.path.read_bytes() == render_cassette(ADA).encode() + b"# mine\n"


@pytest.mark.parametrize("text", [VCRPYS, render_cassette(ADA).encode()], ids=["vcrpy's", "ours"])
def test_a_file_changed_before_the_first_interaction_is_not_written_to(
    appended: Appending, text: bytes
) -> None:
    appended.path.write_bytes(text)
    file = appended.open()
    changed = text.replace(b"Ada", b"Eva Maria")
    appended.path.write_bytes(changed)

    with pytest.raises(CassetteError, match="was changed by another program"):
        file.append(data(EVE))

    assert appended.path.read_bytes() == changed


def test_a_file_created_by_another_program_is_not_written_to(appended: Appending) -> None:
    file = appended.open()
    write_cassette(appended.path, BOB)

    with pytest.raises(CassetteError, match="was created by another program"):
        file.append(data(EVE))

    assert read_interactions(appended.path) == [BOB]


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def half_then_full() -> "object":
    """Simulate a disk with room for half of the data."""
    real = os.write
    calls = iter([True])

    def write(descriptor: int, content: memoryview) -> int:
        if next(calls, False):
            return real(descriptor, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    return write


@pytest.mark.parametrize("text", ["# nothing yet", "\n# a\n\n", "\n"])
def test_a_file_with_only_comments_is_added_to_and_keeps_them(
    appended: "Appending", path: Path, text: str
) -> None:
    path.write_text(text)
    appended.open().append(data(ADA))

    assert path.read_text() == (text.removesuffix("\n") + "\n" + render_cassette(ADA))
    assert read_interactions(path) == [ADA]
