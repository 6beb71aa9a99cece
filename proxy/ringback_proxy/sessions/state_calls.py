"""Ask for the state of a session, or change it, outside of any exchange: no assertion sees it."""

from functools import partial

from ringback.errors import UsageError
from ringback.http.messages import Request, Response
from ringback.modes.outcomes import Answer
from ringback.modes.state import ModeState
from ringback.twilio.values.types import Json
from ringback.twilio.webhooks.inbound_message import (
    DeliveryReply,
    DeliveryUpdate,
    InboundMessage,
    InboundReply,
)
from ringback.twilio.webhooks.pre_action import settle
from ringback_proxy.sessions.session import Session

_MARK = 'mark it with @pytest.mark.ringback(mode="fake")'
_BEGIN = 'begin it with {"mode": "fake"}'


async def perform(session: Session, request: Request) -> Response:
    """Answer a request from the fake without a journal entry, so that no assertion sees it.

    Raises UsageError if the session does not fake, or the fake does not have the request, or
    for an unknown parameter: Twilio ignores it silently, and the test would continue with
    another state than it described.
    """
    state = _get_state(session)
    decision = await state.run(partial(state.set_up, request))
    outcome = await settle(decision, session.webhooks.ask, state.run)
    if not isinstance(outcome, Answer):
        raise UsageError(f"{request.method} {request.target} is not faked")
    session.webhooks.send(outcome.webhooks)
    session.timers.check()
    _check_notes(request, outcome)
    return outcome.response


async def receive_message(session: Session, message: InboundMessage) -> InboundReply:
    """Process a message that somebody writes to the account.

    Raises UsageError if the session does not fake, or for a message that nobody can write.
    """
    state = _get_state(session)
    received = await state.run(partial(state.receive_message, message))
    reply = await settle(received, session.webhooks.ask, state.run)
    session.webhooks.send(reply.webhooks)
    session.timers.check()
    return reply


async def deliver(session: Session, update: DeliveryUpdate) -> DeliveryReply:
    """Change the status of a message's receipts, or of one participant's.

    Raises UsageError if the session does not fake, or for what does not exist.
    """
    state = _get_state(session)
    reply = await state.run(partial(state.deliver, update))
    session.webhooks.send(reply.webhooks)
    session.timers.check()
    return reply


async def dump(session: Session) -> dict[str, Json]:
    """Return the states of all accounts as a document; raises UsageError without any."""
    state = _get_state(session)
    return await state.run(state.dump)


def _get_state(session: Session) -> ModeState:
    if session.mode.state is not None:
        return session.mode.state
    one, hint = ("test", _MARK) if session.from_test else ("session", _BEGIN)
    raise UsageError(
        f"only the fake has a state, and this {one} is in {session.mode.name} mode; {hint}"
    )


def _check_notes(request: Request, answer: Answer) -> None:
    """Raise UsageError for a note on a parameter that is ignored."""
    from ringback.twilio.schema.unknown_names import IGNORED

    ignored = next((note for note in answer.notes if IGNORED in note), None)
    if ignored is not None:
        reason = ignored.replace(IGNORED, "is not a parameter of this request.")
        raise UsageError(f"{request.method} {request.target}: {reason}")
