"""Make the result of a session that has ended."""

from collections.abc import Iterable
from pathlib import Path

from ringback.journal import Journal
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Source
from ringback.twilio.schema.unknown_names import has_unknown
from ringback_proxy.sessions.result import History, SessionResult, UnplayedRecording


def make_result(
    summary: tuple[str, ...],
    cassettes: tuple[Path, ...],
    mode: Mode,
    journal: Journal,
    warnings: Iterable[str],
) -> SessionResult:
    """Return the result of a session; `summary` is what its mode has told at the end."""
    return SessionResult(
        summary,
        cassettes,
        tuple(UnplayedRecording(one.path, one.index) for one in mode.unplayed() or ()),
        tuple(_find_missed(journal)),
        _make_history(journal, tuple(warnings)),
        mode.find_objection(),
        tuple(dict.fromkeys(_find_unknown_parameters(journal))),
    )


def _make_history(journal: Journal, warnings: tuple[str, ...]) -> History | None:
    counts = journal.counts
    if not (counts[Source.MISS] or counts[Source.ERROR] or warnings):
        return None
    return History(tuple(entry for _, entry in journal.after(0)), warnings)


def _find_missed(journal: Journal) -> Iterable[str]:
    for entry in journal.entries:
        if entry.source is Source.MISS:
            yield entry.request.label


def _find_unknown_parameters(journal: Journal) -> Iterable[str]:
    for entry in journal.entries:
        for note in entry.notes:
            if has_unknown([note]):
                yield f"{entry.request.label}: {note}"
