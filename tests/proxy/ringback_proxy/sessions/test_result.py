from pathlib import Path

import pytest

from ringback_proxy.sessions.result import SessionResult, UnplayedRecording

RESULT = SessionResult(unplayed=(UnplayedRecording(Path("a.yaml"), 2),), missed=("GET /v1",))


def test_a_strict_session_fails_with_what_was_missed_and_left() -> None:
    with pytest.raises(AssertionError, match=r"missed: GET /v1\n  never played: a\.yaml #2"):
        RESULT.check(strict=True)


def test_a_strict_session_fails_for_an_unknown_parameter() -> None:
    result = SessionResult(unknown_parameters=("POST /v1: 'a' is none",))
    with pytest.raises(AssertionError, match="unknown parameter: POST /v1: 'a' is none"):
        result.check(strict=True)


def test_other_sessions_do_not_fail() -> None:
    RESULT.check(strict=False)
    SessionResult().check(strict=True)
