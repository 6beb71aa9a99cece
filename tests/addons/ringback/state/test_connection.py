from ringback.errors import RingbackError
from ringback.state.connection import StateError


def test_a_state_that_cannot_be_used_is_the_operators_error() -> None:
    assert issubclass(StateError, RingbackError)
    assert StateError.exit_status == 1
