from dataclasses import replace
from pathlib import Path

from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Cassette, Library, Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request
from ringback.journal import Journal, make_entry
from ringback.modes.outcomes import Answer, Source
from ringback.modes.replaying.replay import ReplayMode
from ringback_proxy.sessions.finishing import make_result
from ringback_proxy.sessions.result import SessionResult, UnplayedRecording
from tests.support.cassettes.exchanges import create, created
from tests.support.proxy.flows import CREATED, ScriptedMode

CASSETTE = Path("cassettes/it.yaml")
CREATE = create()


def journal_of(*answers: Answer, request: Request = CREATE) -> Journal:
    journal = Journal()
    for answer in answers:
        journal.add(make_entry(request, answer, 0.1))
    return journal


def result_of(journal: Journal, *warnings: str) -> SessionResult:
    return make_result((), (), ScriptedMode(), journal, warnings)


def test_recordings_that_no_request_asked_for_are_unplayed() -> None:
    recording = Recording(create(), created(), CASSETTE, 1, 3)
    library = Library((Cassette(CASSETTE, (recording,)),))
    mode = ReplayMode(library, Matching(("method", "path")), Redactor())

    assert make_result(("a line",), (CASSETTE,), mode, Journal(), []) == SessionResult(
        ("a line",), (CASSETTE,), (UnplayedRecording(CASSETTE, 1),)
    )


def test_a_fake_leaves_nothing_unplayed() -> None:
    assert result_of(journal_of(CREATED)) == SessionResult()


def test_an_unknown_parameter_is_named_once() -> None:
    played = replace(CREATED, source=Source.CASSETTE)

    (one,) = result_of(
        journal_of(played, played, request=create(FriendlyNmae="x"))
    ).unknown_parameters

    assert one == (
        "POST /v1/Conversations: 'FriendlyNmae' is not a parameter of this request and is "
        "ignored. Did you mean FriendlyName?"
    )


def test_every_missed_request_is_named_with_the_history() -> None:
    journal = journal_of(CREATED, replace(CREATED, source=Source.MISS))

    result = result_of(journal, "a warning")

    assert result.missed == ("POST /v1/Conversations",)
    assert result.history is not None
    assert [entry.source for entry in result.history.entries] == [Source.FAKE, Source.MISS]
    assert result.history.warnings == ("a warning",)


def test_a_warning_is_reason_enough_for_a_history() -> None:
    assert result_of(journal_of(CREATED)).history is None
    assert result_of(journal_of(CREATED), "a warning").history is not None
