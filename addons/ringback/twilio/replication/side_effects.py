"""What the model keeps beside a record: its timers, its place in indexes, and marks of an account.

A conversation that is being set up has what a row shows of its set-up; timers follow from values.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ringback.twilio.resources.delivery import progress
from ringback.twilio.schema import state_timers
from ringback.twilio.schema.conversation_state import INITIALIZING
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.initialization import Initialization
from ringback.twilio.store.stored_resource import StoredResource

PARTICIPANTS = "Participants"
_CONVERSATIONS, _MESSAGES = "Conversations", "Messages"


def describe(store: AccountStore, record: StoredResource) -> Mapping[str, Any]:
    """Return what a row has beside the record's values."""
    if record.parent is None:
        return describe_account(store)
    if record.segment != _CONVERSATIONS:
        return {}
    return {**_describe_set_up(store, record), **_describe_messages(store, record)}


def _describe_set_up(store: AccountStore, conversation: StoredResource) -> dict[str, Any]:
    if conversation.values.get("state") != INITIALIZING:
        return {}
    begun = next((one for one in store.initializing if one.conversation is conversation), None)
    if begun is None:
        return {}
    return {"state": begun.state, "began": begun.began.isoformat(), "is_seen": begun.is_seen}


def _describe_messages(store: AccountStore, conversation: StoredResource) -> dict[str, Any]:
    """Return the index of the next message, if it is not the number of messages."""
    messages = store.find_collection(_MESSAGES, conversation)
    if messages is None or messages.order.next_ordinal == len(messages):
        return {}
    return {"next_index": messages.order.next_ordinal}


def describe_account(store: AccountStore) -> dict[str, bool]:
    """Return the marks of an account that are set."""
    marks = {"has_webhooks": store.has_webhooks, "has_pre_webhooks": store.has_pre_webhooks}
    return {name: True for name, is_set in marks.items() if is_set}


def follow(store: AccountStore, record: StoredResource, extra: Mapping[str, Any]) -> None:
    """Do what follows from a record that was added or changed elsewhere."""
    if record.parent is None:
        store.has_webhooks = extra.get("has_webhooks", False)
        store.has_pre_webhooks = extra.get("has_pre_webhooks", False)
    elif record.segment == _CONVERSATIONS:
        store.timers.cancel(record)
        state_timers.stop_initializing(store, record)
        if "next_index" in extra:
            messages = store.collection(_MESSAGES, record)
            messages.order.reserve(extra["next_index"] - 1)
        if "began" in extra:
            began = datetime.fromisoformat(extra["began"])
            begun = Initialization(record, extra["state"], began, extra["is_seen"])
            state_timers.resume_initializing(store, begun)
        else:
            state_timers.resume(store, record)
    elif record.segment == progress.SEGMENT:
        progress.resume(store, record)


def undo(store: AccountStore, record: StoredResource) -> None:
    """Undo what followed from a record that was removed elsewhere."""
    if record.segment == PARTICIPANTS:
        store.participants.remove(record)
    elif record.segment == _CONVERSATIONS:
        store.timers.cancel(record)
        state_timers.stop_initializing(store, record)
