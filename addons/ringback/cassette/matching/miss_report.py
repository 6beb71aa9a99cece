"""Explain why no recording answers a request and what to do: short for the reply, full for logs."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ringback.cassette.matching.closest import Closest, find_closest
from ringback.cassette.matching.conflicts import Conflict, find_conflicts
from ringback.cassette.matching.differences import Difference
from ringback.cassette.matching.excerpts import around_difference, name_field, start
from ringback.cassette.matching.hints import COMMAND_LINE, Hints
from ringback.cassette.matching.recording_index import IndexedRecording, LookUp, RecordingIndex
from ringback.columns import align_columns
from ringback.http.messages import Request

_ASKED = 160  # characters of the method and target
_NAMED = 3  # differences in the message
_SHORT = 60  # characters of a value in the message
_CELL = 44  # characters of a value in the table
_ROWS = 50  # differences in the table
_IGNORABLE = 10  # fields that an option is suggested for
# A recording that differs in one of these is of another operation.
_ANOTHER_CALL = frozenset({"method", "path", "uri"})


class MissReport(NamedTuple):
    """An explanation of a miss.

    - `message`: a few sentences, for the exception that an SDK raises.
    - `report`: several lines, for the console.
    """

    message: str
    report: str


def explain(
    look_up: LookUp, index: RecordingIndex, cassette: Path, hints: Hints = COMMAND_LINE
) -> MissReport:
    """Return a report on a redacted request that no recording answers.

    - `cassette`: the file to record to if the index is empty.
    - `hints`: advice that suits the way Ringback was started.
    """
    request = look_up.request
    asked = start(request.label, _ASKED)
    played, bound = index.find_equal(look_up), index.find_bound(look_up)
    unplayed = tuple(indexed for indexed in bound if not indexed.played)
    if unplayed and _find_conflicts(request, unplayed[0], index):
        return _other_values(asked, request, unplayed, index, hints)
    if played:
        return _already_played(asked, played, hints)
    if bound:
        return _other_values(asked, request, bound, index, hints)
    near = find_closest(request, index)
    if near is None:
        return _nothing_recorded(asked, hints.record(cassette))
    return _differing(asked, near, index.matching.match_on, hints)


def _nothing_recorded(asked: str, command: str) -> MissReport:
    found = f"no recording answers {asked}: the cassette is empty."
    return MissReport(
        f"{found} Record it: {command}",
        _lines(found, ("to record it:", command)),
    )


def _already_played(
    asked: str, recordings: tuple[IndexedRecording, ...], hints: Hints
) -> MissReport:
    labels = _joined([indexed.recording.label for indexed in recordings])
    times = "once" if len(recordings) == 1 else f"{len(recordings)} times"
    has = "has" if len(recordings) == 1 else "have all"
    found = f"{asked} was recorded {times}, as {labels}, and {has} been played already."
    command = hints.record(recordings[-1].recording.path)
    return MissReport(
        f"{found} Play it again with {hints.repeats}, or record one more: {command}",
        _lines(
            found,
            *(("recorded at:", indexed.recording.place) for indexed in recordings[-_NAMED:]),
            ("to play it again:", hints.repeats),
            ("to record one more:", command),
        ),
    )


def _other_values(
    asked: str,
    request: Request,
    bound: tuple[IndexedRecording, ...],
    index: RecordingIndex,
    hints: Hints,
) -> MissReport:
    recording = bound[0].recording
    conflicts = _find_conflicts(request, bound[0], index)
    differing = index.matching.differences_of_values(bound[0].request, request)
    fields = _joined([name_field(one.field) for one in conflicts or differing])
    labels = _joined([indexed.recording.label for indexed in bound])
    command = hints.record(recording.path)
    found = (
        f"no recording answers {asked} with this value of what was redacted ({fields}): "
        f"{labels} {'is' if len(bound) == 1 else 'are'} for other values, which were sent before."
    )
    sentences = [_conflict_sentence(one) for one in conflicts[:_NAMED]]
    explained = f" {'; '.join(sentences)}." if sentences else ""
    return MissReport(
        f"{found}{explained} Record it: {command}",
        _lines(
            found,
            *(("mixed up:", sentence) for sentence in sentences),
            *(("recorded at:", indexed.recording.place) for indexed in bound[:_NAMED]),
            ("to record it:", command),
        ),
    )


def _find_conflicts(
    request: Request, indexed: IndexedRecording, index: RecordingIndex
) -> tuple[Conflict, ...]:
    differing = index.matching.differences_of_values(indexed.request, request)
    return find_conflicts(differing, indexed.recording.path, index.bindings)


def _conflict_sentence(conflict: Conflict) -> str:
    field = name_field(conflict.field)
    if conflict.sent_for is None:
        return f"{field} is recorded as {conflict.recorded}, which stands for another value"
    other = conflict.sent_for
    return f"{field} is recorded as {conflict.recorded}, and sent with the value of {other}"


def _differing(asked: str, near: Closest, match_on: tuple[str, ...], hints: Hints) -> MissReport:
    recording = near.indexed.recording
    command = hints.record(recording.path)
    found = f"no recording answers {asked}."
    more = len(near.differences) - _NAMED
    sentences = [_sentence(one) for one in near.differences[:_NAMED]]
    if more > 0:
        sentences.append(f"and {more} more")
    state = "played already" if near.indexed.played else "not played yet"
    return MissReport(
        f"{found} The closest is {recording.label}: {'; '.join(sentences)}. Record it: {command}",
        _lines(
            found,
            ("closest:", f"{recording.place} ({recording.label}, {state})"),
            ("differs in:", ", ".join(dict.fromkeys(one.matcher for one in near.differences))),
            *_table(near.differences),
            ("to record it:", command),
            *_list_options(near.differences, match_on, hints),
        ),
    )


def _sentence(difference: Difference) -> str:
    field = name_field(difference.field)
    recorded, sent = around_difference(difference, _SHORT)
    if difference.recorded is None:
        return f"{field} is not recorded, sent as {sent}"
    if difference.sent is None:
        return f"{field} is recorded as {recorded}, not sent"
    return f"{field} is recorded as {recorded}, sent as {sent}"


def _list_options(
    differences: tuple[Difference, ...], match_on: tuple[str, ...], hints: Hints
) -> Iterator[tuple[str, str]]:
    """Yield the options with which the closest recording would have answered, with a label."""
    matchers = {one.matcher for one in differences}
    names = dict.fromkeys(one.ignorable for one in differences)
    if None not in names and len(names) <= _IGNORABLE:
        yield "to match without:", hints.ignoring([str(name) for name in names])
    elif matchers.isdisjoint(_ANOTHER_CALL):
        others = [name for name in match_on if name not in matchers]
        yield "to match without:", hints.matching(others)


def _table(differences: tuple[Difference, ...]) -> Iterator[str]:
    rows = [("field", "recorded", "sent")]
    shown = differences[:_ROWS]
    rows += [(name_field(one.field), *around_difference(one, _CELL)) for one in shown]
    yield from (f"    {line}" for line in align_columns(rows))
    if len(differences) > _ROWS:
        yield f"    and {len(differences) - _ROWS} more"


def _joined(labels: list[str]) -> str:
    labels = list(dict.fromkeys(labels))
    if len(labels) > _NAMED:
        labels = [*labels[:_NAMED], f"{len(labels) - _NAMED} more"]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def _lines(first: str, *others: tuple[str, str] | str) -> str:
    width = max(len(other[0]) for other in others if not isinstance(other, str))
    rows = (
        other if isinstance(other, str) else f"  {other[0]:<{width}} {other[1]}" for other in others
    )
    return "\n".join((first, *rows))
