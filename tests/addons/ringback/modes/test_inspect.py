import asyncio

from ringback.http.messages import Response, request_to
from ringback.modes.inspect import InspectMode
from ringback.modes.outcomes import Forward

REQUEST = request_to("POST", "https://conversations.twilio.com/v1/Conversations")


def test_whatever_comes_is_forwarded() -> None:
    assert InspectMode().decide(REQUEST) == Forward()


def test_it_may_reach_twilio() -> None:
    assert not InspectMode().offline
    assert InspectMode().name == "inspect"


def test_it_keeps_nothing_and_has_nothing_to_sum_up() -> None:
    mode = InspectMode()
    asyncio.run(mode.on_response(REQUEST, Response(201), Forward()))

    assert asyncio.run(mode.finish(ended_well=True)) == ()
    assert not vars(mode)
