import asyncio

from ringback.http.messages import Request, Response
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Decision, Forward, Miss
from tests.support.cassettes.exchanges import create


class PlainMode(Mode):
    """Has what every mode has to have, and nothing else."""

    name = "plain"

    def decide(self, request: Request) -> Decision:
        return Miss(f"{request.method} is not known.")


def test_a_mode_is_offline_unless_it_says_otherwise() -> None:
    mode = PlainMode()

    assert mode.offline
    assert not mode.forwards_on_failure
    assert mode.https_only
    assert mode.state is None


def test_a_large_request_is_decided_like_any_other() -> None:
    mode = PlainMode()

    assert asyncio.run(mode.decide_large(create())) == mode.decide(create())


def test_a_mode_that_plays_and_records_nothing_has_nothing_to_tell() -> None:
    mode = PlainMode()

    assert asyncio.run(mode.on_response(create(), Response(201), Forward())) == ()
    assert (mode.unplayed(), mode.recordings(), mode.find_closest(create())) == (None, None, None)
    assert mode.find_objection() == ""
    assert asyncio.run(mode.finish(ended_well=True)) == ()


def test_another_mode_may_decide_first() -> None:
    first, mode = PlainMode(), PlainMode()

    assert mode.put_in_front(lambda _: first) is first
