import pytest

from ringback_proxy.sessions.explanations import ExplanationsForCommandLine
from ringback_proxy.sessions.registry.ended_sessions import LIMIT, EndedSessions


@pytest.fixture
def ended() -> EndedSessions:
    return EndedSessions(ExplanationsForCommandLine())


def test_it_knows_why_a_session_was_ended(ended: EndedSessions) -> None:
    added = ended.add("w1", "the session 'w1'")
    assert "the session 'w1' has ended" in added.reason
    assert ended.get("w1") is added


def test_it_knows_why_a_session_was_dropped(ended: EndedSessions) -> None:
    added = ended.add_dropped("w1", 3)
    assert "the session 'w1' was ended as the least recently used of 3" in added.reason
    assert added.over == added.reason
    assert ended.get("w1") is added


@pytest.mark.parametrize("name", [None, "default", "w2"])
def test_sessions_that_have_not_ended_have_no_reason(
    name: str | None, ended: EndedSessions
) -> None:
    ended.add("w1", "the session 'w1'")
    assert ended.get(name) is None


def test_a_session_that_begins_anew_has_not_ended(ended: EndedSessions) -> None:
    ended.add("w1", "the session 'w1'")
    for _ in range(2):
        ended.remove("w1")
    assert ended.get("w1") is None


def test_the_oldest_is_forgotten_first(ended: EndedSessions) -> None:
    for number in range(LIMIT + 1):
        ended.add(f"w{number}", "a session")
    assert len(ended) == LIMIT
    assert ended.get("w0") is None
    assert ended.get("w1") is not None
