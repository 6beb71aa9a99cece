import pytest

from ringback.modes.injection import Effect, Injection


@pytest.mark.parametrize("effect", list(Effect), ids=str)
def test_a_request_is_answered_unless_the_client_gets_no_answer(effect: Effect) -> None:
    answered = effect in (Effect.SLOW, Effect.TRUNCATE, Effect.DRIP)
    assert Injection("any", effect).is_answered is answered


@pytest.mark.parametrize("effect", list(Effect), ids=str)
def test_a_message_is_whole_if_it_is_only_late(effect: Effect) -> None:
    whole = effect in (Effect.NONE, Effect.SLOW)
    assert Injection("any", effect).breaks_message is not whole
