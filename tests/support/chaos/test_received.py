import pytest

from tests.support.chaos.received import Received


def arrive(received: Received, sid: str, index: int, token: str = "") -> None:
    form = {"EventType": ["onMessageAdded"], "ConversationSid": ["CH1"], "MessageSid": [sid]}
    received.add(token or f"token of {sid}", {**form, "Index": [str(index)]})


@pytest.fixture
def received() -> Received:
    received = Received()
    arrive(received, "IM0", 0)
    arrive(received, "IM1", 1)
    return received


def test_each_once_and_in_order_is_right(received: Received) -> None:
    assert list(received.judge(["IM0", "IM1"], ())) == []


def test_what_did_not_come_is_noticed(received: Received) -> None:
    assert list(received.judge(["IM2"], ())) == ["no webhook came for IM2"]


def test_an_event_comes_again_only_if_a_proxy_was_killed(received: Received) -> None:
    arrive(received, "IM1", 1)
    at = received.events[-1].at

    assert list(received.judge([], [at])) == []
    assert "no proxy had been killed" in next(received.judge([], [at + 60]))
    assert received.repeated == 1


def test_an_event_comes_again_with_the_same_token(received: Received) -> None:
    arrive(received, "IM1", 1, "another token")

    assert "with two tokens" in next(received.judge([], [received.events[-1].at]))


def test_another_order_is_noticed(received: Received) -> None:
    arrive(received, "IM3", 3)
    arrive(received, "IM2", 2)

    assert "out of order" in next(received.judge([], ()))
