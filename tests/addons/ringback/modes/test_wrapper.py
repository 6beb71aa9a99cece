import asyncio
import inspect

import pytest

from ringback.http.messages import Request, Response
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Decision, Forward, Miss
from ringback.modes.wrapper import ModeWrapper

PUBLIC = [name for name in vars(Mode) if not name.startswith("_")]
METHODS = [name for name in PUBLIC if inspect.isfunction(getattr(Mode, name))]
REQUEST = Request("GET", "https", "conversations.twilio.com", 443, "/v1/Conversations")


class Other(Mode):
    """A mode whose attributes and objection are not the defaults."""

    name = "other"
    offline = not Mode.offline
    forwards_on_failure = not Mode.forwards_on_failure
    https_only = not Mode.https_only

    def __init__(self) -> None:
        self.responses: list[Response] = []

    def decide(self, request: Request) -> Decision:
        """Return a miss that names the request."""
        return Miss(request.label)

    async def on_response(
        self, request: Request, response: Response, forward: Forward
    ) -> tuple[str, ...]:
        """Remember the response, and note something on it."""
        self.responses.append(response)
        return ("noted",)

    def find_objection(self) -> str:
        """Return an objection."""
        return "no"

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Return a summary."""
        return (f"{ended_well=}",)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_of_a_mode_is_overridden(name: str) -> None:
    assert name in vars(ModeWrapper)


@pytest.mark.parametrize("name", [name for name in PUBLIC if name not in METHODS])
def test_every_attribute_is_that_of_the_inner_mode(name: str) -> None:
    inner = Other()

    assert getattr(ModeWrapper(inner), name) is getattr(inner, name)


def test_requests_and_responses_reach_the_inner_mode() -> None:
    inner = Other()
    mode = ModeWrapper(inner)
    notes = asyncio.run(mode.on_response(REQUEST, Response(201), Forward()))

    assert notes == ("noted",)
    assert mode.decide(REQUEST) == asyncio.run(mode.decide_large(REQUEST)) == Miss(REQUEST.label)
    assert inner.responses == [Response(201)]


def test_the_end_is_that_of_the_inner_mode() -> None:
    mode = ModeWrapper(Other())

    assert mode.find_objection() == "no"
    assert asyncio.run(mode.finish(ended_well=False)) == ("ended_well=False",)
