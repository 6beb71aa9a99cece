"""When the state of a conversation changes by itself, and the webhooks of its changes.

The state is computed from the clock (see `conversation_state`). What is kept here is which state
the last webhook told, and when it has to be looked at again.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from ringback.twilio.schema import conversation_state
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.change import Change, make_change
from ringback.twilio.store.initialization import DURATION, Initialization
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.datetimes import add_saturating

EVENT = "onConversationStateUpdated"

# What a state was changed by, as the parameter Reason has it.
BY_API, BY_TIMER, BY_EVENT = "API", "TIMER", "EVENT"

# The value of a conversation that is the state that was told; without it, it is active.
TOLD = "told_state"

_SECOND = timedelta(seconds=1)


def tell(conversation: StoredResource, now: datetime) -> tuple[str, str] | None:
    """Return the state that was told before and the one at a date, if they differ."""
    before = conversation.text(TOLD) or conversation_state.ACTIVE
    after = conversation_state.get_state(conversation, now)
    if before == after:
        return None
    conversation.change({TOLD: after})
    return before, after


def schedule(store: AccountStore, conversation: StoredResource) -> None:
    """Schedule the next end of a conversation's timers, if it has any."""
    values = conversation.values
    if "inactive_timer" not in values and "closed_timer" not in values:
        return
    due = min(_list_ends(conversation), default=None)
    if due is not None:
        _schedule(store, conversation, due)


def resume(store: AccountStore, conversation: StoredResource) -> None:
    """Schedule the next end of a conversation's timers that was not told elsewhere, if any."""
    values = conversation.values
    if "inactive_timer" not in values and "closed_timer" not in values:
        return
    told = _rank(conversation.text(TOLD))
    untold = (end for end in _list_ends(conversation) if _rank_at(conversation, end) > told)
    due = min(untold, default=None)
    if due is not None:
        _schedule(store, conversation, due)


def _rank_at(conversation: StoredResource, date: datetime) -> int:
    return _rank(conversation_state.get_state(conversation, date))


def _rank(state: str | None) -> int:
    """Return the place of a state in the order in which timers bring them about."""
    states = conversation_state.STABLE_STATES
    return states.index(state) if state in states else 0


def begin_initializing(store: AccountStore, conversation: StoredResource, now: datetime) -> None:
    """Make a new conversation `initializing` for a while; `now` is the exact time."""
    begun = conversation_state.begin_initializing(store, conversation, now)
    conversation.change({TOLD: conversation_state.INITIALIZING})
    store.timers.schedule((EVENT, conversation), now + DURATION, partial(_end_set_up, store, begun))


def resume_initializing(store: AccountStore, begun: Initialization) -> None:
    """Go on with a set-up that has begun elsewhere."""
    store.initializing.append(begun)
    due = begun.began + DURATION
    store.timers.schedule((EVENT, begun.conversation), due, partial(_end_set_up, store, begun))


def stop_initializing(store: AccountStore, conversation: StoredResource) -> None:
    """Forget the set-up of a conversation, if there is one: it was ended elsewhere."""
    if store.initializing:
        left = [each for each in store.initializing if each.conversation is not conversation]
        store.initializing = left
    store.timers.cancel((EVENT, conversation))


def finish_initializing(store: AccountStore, now: datetime) -> list[Change]:
    """End the set-ups that are over, before a request is processed; `now` is its exact time."""
    ended = conversation_state.finish_initializing(store, now)
    return [change for each in ended for change in _tell_ready(store, each, now)]


def _end_set_up(store: AccountStore, begun: Initialization, due: datetime) -> Iterable[Change]:
    if begun not in store.initializing:
        return ()
    store.initializing.remove(begun)
    begun.conversation.change({"state": begun.state})
    return _tell_ready(store, begun, due)


def _tell_ready(store: AccountStore, ended: Initialization, now: datetime) -> Iterable[Change]:
    conversation = ended.conversation
    store.timers.cancel((EVENT, conversation))
    if not store.holds(conversation):
        return
    schedule(store, conversation)
    yield from _change_state(conversation, now, BY_EVENT)


def _fire(store: AccountStore, conversation: StoredResource, due: datetime) -> Iterable[Change]:
    """Yield the change of a conversation's state at a time, and schedule the next one."""
    if not store.holds(conversation):
        return
    later = min((end for end in _list_ends(conversation) if end > due), default=None)
    if later is not None:
        _schedule(store, conversation, later)
    yield from _change_state(conversation, due, BY_TIMER)


def _schedule(store: AccountStore, conversation: StoredResource, due: datetime) -> None:
    store.timers.schedule(conversation, due, partial(_fire, store, conversation))


def _change_state(conversation: StoredResource, now: datetime, reason: str) -> Iterable[Change]:
    told = tell(conversation, now.replace(microsecond=0))
    if told is not None:
        yield make_change(EVENT, conversation, now, details=describe(told, reason))


def describe(told: tuple[str, str], reason: str) -> dict[str, str]:
    """Return the parameters of the webhook that tells a change of state."""
    before, after = told
    return {"StateFrom": before, "StateTo": after, "Reason": reason}


def _list_ends(conversation: StoredResource) -> list[datetime]:
    """Return when the timers take effect, in whole seconds: after the write that set them."""
    written = conversation.date("timers_set")
    ends: list[datetime] = []
    for expiry in conversation_state.list_expiries(conversation):
        end = expiry.replace(microsecond=0)
        end = end if end == expiry else add_saturating(end, _SECOND)
        ends.append(end if written is None else max(end, add_saturating(written, _SECOND)))
    return ends
