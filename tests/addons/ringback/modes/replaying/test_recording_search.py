import asyncio
import threading
from pathlib import Path

import pytest

from ringback.cassette.matching.recording_index import LookUp, RecordingIndex
from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Recording
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request
from ringback.modes.replaying.recording_search import RecordingSearch
from tests.support.cassettes.exchanges import ACCOUNT, KEY, create, created, request

RECORDED = (
    create(FriendlyName="one"),
    create(FriendlyName="one"),
    request(target=f"/v1/Conversations?Account={OWN_ACCOUNT}"),
)


@pytest.fixture
def index() -> RecordingIndex:
    recordings = [
        Recording(sent, created(), Path("a.yaml"), at, at) for at, sent in enumerate(RECORDED, 1)
    ]
    return RecordingIndex(recordings, Matching(), Redactor())


def search(index: RecordingIndex, sent: Request, *, in_thread: bool) -> RecordingSearch:
    made = RecordingSearch(sent, index, Redactor())
    if in_thread:
        asyncio.run(made.run_in_thread())
    else:
        made.run()
    return made


@pytest.mark.parametrize("in_thread", [False, True])
def test_a_recording_is_found_and_then_played(index: RecordingIndex, in_thread: bool) -> None:
    found = [search(index, RECORDED[0], in_thread=in_thread).found for _ in range(3)]

    assert [one and one.recording.index for one in found] == [1, 2, None]


@pytest.mark.parametrize("in_thread", [False, True])
def test_the_account_of_an_api_key_is_inferred(index: RecordingIndex, in_thread: bool) -> None:
    sent = request(target=f"/v1/Conversations?Account={ACCOUNT}", caller=(KEY, "x" * 20))

    found = search(index, sent, in_thread=in_thread)

    assert found.found is not None
    assert found.redacted.target == RECORDED[2].target


@pytest.mark.parametrize("in_thread", [False, True])
def test_a_miss_has_the_request_as_redacted_for_its_own_caller(
    index: RecordingIndex, in_thread: bool
) -> None:
    sent = request(target=f"/v1/Other?Account={ACCOUNT}", caller=(KEY, "x" * 20))

    found = search(index, sent, in_thread=in_thread)

    assert found.found is None
    assert found.redacted == Redactor().redact_request(sent)


class NotingIndex(RecordingIndex):
    """Notes where requests are looked up and played."""

    threads: list[tuple[str, bool]]

    def look_up(self, request: Request) -> LookUp:
        """Note the thread."""
        self.threads.append(("look up", threading.current_thread() is threading.main_thread()))
        return super().look_up(request)

    def play(self, look_up: LookUp) -> None:
        """Note the thread; there is no recording."""
        self.threads.append(("play", threading.current_thread() is threading.main_thread()))


def test_only_playing_is_not_done_in_a_thread() -> None:
    index = NotingIndex((), Matching(), Redactor())
    index.threads = []

    search(index, create(FriendlyName="x"), in_thread=True)

    assert index.threads == [("look up", False), ("play", True)]
