import asyncio

from ringback.modes.outcomes import Answer, Forward, Miss
from ringback_proxy.sessions.modes.no_session import NoSession
from tests.support.cassettes.exchanges import create, created


def test_every_request_is_a_miss() -> None:
    assert NoSession("it has ended").decide(create()) == Miss("it has ended")


def test_with_a_status_every_request_gets_that_error() -> None:
    answer = NoSession("it is not a name", 400).decide(create())
    assert isinstance(answer, Answer)
    assert answer.response.status == 400
    assert b"it is not a name" in answer.response.body


def test_responses_are_ignored_and_the_summary_is_empty() -> None:
    mode = NoSession("it has ended")
    asyncio.run(mode.on_response(create(), created(), Forward()))
    assert asyncio.run(mode.finish(ended_well=True)) == ()
