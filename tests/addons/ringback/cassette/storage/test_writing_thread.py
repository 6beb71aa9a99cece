import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ringback.cassette.model import Cassette, Interaction
from ringback.cassette.storage.append_file import AppendFile
from ringback.cassette.storage.writing_thread import WritingThread
from ringback.errors import CassetteError
from tests.support.cassettes.exchanges import create, created, read_interactions

ADA = Interaction(create(caller=None, FriendlyName="Ada"), created())
EVE = Interaction(create(caller=None, FriendlyName="Eve"), created())


class CountingFile(AppendFile):
    """Counts how often it is synced."""

    def __init__(self, path: Path) -> None:
        super().__init__(Cassette(path))
        self.count = 0

    def append(self, data: bytes) -> None:
        self.count += 1
        super().append(data)


def numbered(number: int) -> Interaction:
    return Interaction(create(caller=None, FriendlyName=str(number)), created())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "cassettes" / "one.yaml"
    path.parent.mkdir()
    return path


@pytest.fixture
def thread(path: Path) -> Iterator[WritingThread]:
    thread = WritingThread(AppendFile(Cassette(path)), path)
    yield thread
    thread.close()


async def test_interactions_are_written_in_the_order_of_the_calls(
    thread: WritingThread, path: Path
) -> None:
    interactions = [numbered(number) for number in range(64)]

    await asyncio.gather(*map(thread.append, interactions))

    assert read_interactions(path) == interactions


async def test_interactions_queued_together_are_synced_together(path: Path) -> None:
    file = CountingFile(path)
    thread = WritingThread(file, path)

    await asyncio.gather(*(thread.append(numbered(number)) for number in range(200)))
    thread.close()

    assert len(read_interactions(path)) == 200
    assert file.count < 200


async def test_the_event_loop_is_woken_up_once_for_what_is_synced_together(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = CountingFile(path)
    thread = WritingThread(file, path)
    loop = asyncio.get_running_loop()
    wake_up, calls = loop.call_soon_threadsafe, []

    def count(*arguments: Any) -> asyncio.Handle:
        calls.append(arguments)
        return wake_up(*arguments)

    monkeypatch.setattr(loop, "call_soon_threadsafe", count)
    await asyncio.gather(*(thread.append(numbered(number)) for number in range(200)))
    thread.close()

    assert len(calls) == file.count


async def test_an_interaction_is_written_if_its_future_is_not_awaited(
    thread: WritingThread, path: Path
) -> None:
    waiting = thread.append(ADA)
    waiting.cancel()
    await thread.append(EVE)

    assert read_interactions(path) == [ADA, EVE]


def test_an_interaction_is_written_if_its_event_loop_is_closed(path: Path) -> None:
    thread = WritingThread(AppendFile(Cassette(path)), path)

    async def call() -> None:
        thread.append(ADA)

    asyncio.run(call())
    thread.close()

    assert read_interactions(path) == [ADA]


async def test_close_writes_queued_interactions(path: Path) -> None:
    thread = WritingThread(AppendFile(Cassette(path)), path)
    waiting = [thread.append(numbered(number)) for number in range(50)]

    await asyncio.to_thread(thread.close)

    await asyncio.gather(*waiting)
    assert len(read_interactions(path)) == 50


async def test_a_failure_is_raised_by_every_future(thread: WritingThread, path: Path) -> None:
    shutil.rmtree(path.parent)

    results = await asyncio.gather(
        *(thread.append(numbered(number)) for number in range(3)), return_exceptions=True
    )

    assert [type(result) for result in results] == [CassetteError] * 3
    assert "cannot be written: No such file or directory" in str(results[0])


async def test_an_unprintable_interaction_is_reported(thread: WritingThread, path: Path) -> None:
    # No decoder returns a lone surrogate; the future has to fail all the same.
    odd = replace(ADA, response=replace(ADA.response, reason="\ud800"))

    with pytest.raises(CassetteError, match="cannot be written: UnicodeEncodeError"):
        await thread.append(odd)

    await thread.append(EVE)
    assert read_interactions(path) == [EVE]


async def test_recording_continues_after_a_failure(thread: WritingThread, path: Path) -> None:
    shutil.rmtree(path.parent)
    with pytest.raises(CassetteError):
        await thread.append(ADA)
    path.parent.mkdir()

    await thread.append(EVE)

    assert read_interactions(path) == [EVE]
