from ringback.modes.factories.inspect import assemble_inspect
from ringback.modes.outcomes import Forward
from tests.support.proxy.assembly import conversations


def test_every_request_is_forwarded() -> None:
    made = assemble_inspect()

    assert isinstance(made.mode.decide(conversations()), Forward)
    assert not made.mode.offline
