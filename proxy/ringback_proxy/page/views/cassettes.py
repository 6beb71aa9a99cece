"""The recordings of a session: those that can be played, and those that this run has added."""

from dataclasses import dataclass
from pathlib import Path

from ringback.cassette.matching.recording_index import IndexedRecording
from ringback.cassette.model import Recording
from ringback_proxy.page.views.curl import make_curl
from ringback_proxy.page.views.message_view import MessageView, view_request, view_response
from ringback_proxy.sessions.session import Session

# Rows that are shown of all cassettes together.
LISTED = 1_000


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """A recording in a list; `played` is how often."""

    number: int
    label: str
    place: str
    method: str
    target: str
    status: int
    played: int


@dataclass(frozen=True, slots=True)
class CassetteView:
    """The recordings of one file."""

    path: Path
    rows: tuple[RecordingRow, ...]
    played: int
    total: int


@dataclass(frozen=True, slots=True)
class RecordingView:
    """A recording, opened."""

    row: RecordingRow
    request: MessageView
    response: MessageView
    curl: str | None


def list_cassettes(session: Session, most: int = LISTED) -> tuple[CassetteView, ...] | None:
    """Return the cassettes that a session plays from; None if it plays none.

    `most` is how many rows there are of all together.
    """
    found = session.mode.recordings()
    if found is None:
        return None
    by_path: dict[Path, list[tuple[int, IndexedRecording]]] = {}
    for number, indexed in enumerate(found):
        by_path.setdefault(indexed.recording.path, []).append((number, indexed))
    left = most
    views = []
    for path, numbered in by_path.items():
        rows = tuple(_make_row(number, one) for number, one in numbered[:left])
        played = sum(1 for _, one in numbered if one.played)
        views.append(CassetteView(path, rows, played, len(numbered)))
        left -= len(rows)
    return tuple(views)


def view_recording(session: Session, number: int) -> RecordingView | None:
    """Return the recording with a number, from 0; None if there is none."""
    found = session.mode.recordings() or ()
    if number >= len(found):
        return None
    recording: Recording = found[number].recording
    return RecordingView(
        _make_row(number, found[number]),
        view_request(recording.request),
        view_response(recording.response),
        make_curl(recording.request),
    )


def _make_row(number: int, indexed: IndexedRecording) -> RecordingRow:
    recording = indexed.recording
    return RecordingRow(
        number,
        recording.label,
        recording.place,
        recording.request.method,
        recording.request.target.encode("utf-8", "replace").decode(),
        recording.response.status,
        indexed.played,
    )
