"""The behavior of conversations: states, timers, defaults and lists."""

from datetime import datetime

from ringback.http.forms import Form
from ringback.twilio.schema import conversation_state, state_timers
from ringback.twilio.schema.behavior import Operation, Query, ResourceBehavior, Write
from ringback.twilio.schema.listing import CreationListing, Listing, OrderedListing
from ringback.twilio.schema.parameters import Arguments
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.durations import make_duration
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value

TIMERS = frozenset(("inactive_timer", "closed_timer"))


class ConversationBehavior(ResourceBehavior):
    """Closed is final, a new state restarts the timers, and the account has defaults."""

    newest_first = True

    def refuse_write(self, write: Write) -> Fault | None:
        """Return the fault of an update of a closed or initializing conversation, or None.

        Deleting a closed one was seen live (fidelity: closed-delete).
        """
        context = write.context
        if write.operation is Operation.UPDATE and write.record is not None:
            return conversation_state.refuse_write(write.record, context.now, context.notes)
        return None

    def refuse_values(self, write: Write) -> Fault | None:
        """Return the fault of an update without any parameter, or None.

        INFERRED (fidelity: empty-update): which fault.
        """
        is_empty = write.operation is Operation.UPDATE and not write.arguments.sent
        return faults.NOTHING_TO_UPDATE if is_empty else None

    def derive_values(self, write: Write) -> dict[str, Value]:
        """Return the account's defaults for a new conversation, and the start of the timers.

        INFERRED (fidelity: timers-restart): setting the state or one timer restarts both.
        """
        now, arguments = write.context.now, write.arguments
        updated = arguments.values.get("date_updated")
        start = updated if isinstance(updated, datetime) else now
        timers = conversation_state.restart_timers(start, now)
        if write.record is None:
            defaults = _get_defaults(write.context, arguments)
            return defaults | timers if {*arguments.values, *defaults} & TIMERS else defaults
        state: dict[str, Value] = {"state": conversation_state.get_state(write.record, now)}
        return state if arguments.sent.isdisjoint(TIMERS | {"state"}) else state | timers

    def on_written(self, write: Write, record: StoredResource) -> None:
        """Schedule the timers, and report a new state."""
        context = write.context
        is_update = write.operation is Operation.UPDATE
        if is_update or "state" in record.values:
            told = state_timers.tell(record, context.now)
            # INFERRED (fidelity: state-update-events): beside onConversationUpdated, after it.
            if told is not None and is_update:
                details = state_timers.describe(told, state_timers.BY_API)
                context.add_change(state_timers.EVENT, record, details)
        state_timers.schedule(context.store, record)

    def on_removed(self, context: RequestContext, record: StoredResource) -> None:
        """Forget the timers."""
        context.store.timers.cancel(record)

    def on_seeded(self, context: RequestContext, record: StoredResource, _form: Form) -> None:
        """Schedule the timers of a recorded conversation."""
        state_timers.tell(record, context.now)
        state_timers.schedule(context.store, record)

    def list_records(self, query: Query) -> Listing | Fault:
        """Return the list by recent activity, or by date of creation with a date filter."""
        filters, collection = query.filters.values, query.collection
        start, end, state = filters.get("start"), filters.get("end"), filters.get("state")

        def has_state(record: StoredResource) -> bool:
            return state is None or conversation_state.get_state(record, query.context.now) == state

        if isinstance(start, datetime) and isinstance(end, datetime) and end < start:
            return faults.END_BEFORE_START
        if start is None and end is None:
            predicate = has_state if state is not None else None
            return OrderedListing(
                collection.order, newest_first=self.newest_first, predicate=predicate
            )
        return CreationListing(
            record
            for record in collection
            if has_state(record) and _is_created_between(record, start, end)
        )

    def read_reply(self, context: RequestContext, reply: ReplyReader) -> dict[str, Value]:
        """Return state, timers and bindings.

        Timers count from now, as recordings are replayed for years. A conversation that Twilio was
        still setting up is ready by now, seen live (fidelity: initializing-time).
        """
        updated, state = reply.date("date_updated") or context.now, reply.text("state")
        ends = {key: reply.date("timers", f"date_{key}") for key in ("inactive", "closed")}
        return {
            **conversation_state.restart_timers(context.now, context.now),
            **{f"{key}_timer": make_duration(end - updated) for key, end in ends.items() if end},
            "state": state if state in conversation_state.STABLE_STATES else None,
            "email_address": reply.text("bindings", "email", "projected_address"),
            "email_name": reply.text("bindings", "email", "name"),
        }


def _get_defaults(context: RequestContext, arguments: Arguments) -> dict[str, Value]:
    """Return the account's defaults for what was not sent.

    This was seen live (fidelity: default-messaging-service) for the messaging service, and is
    INFERRED (fidelity: default-timers) for the timers.
    """
    account = context.store.account.values
    return {
        key: account[f"default_{key}"]
        for key in ("messaging_service_sid", "inactive_timer", "closed_timer")
        if key not in arguments and account.get(f"default_{key}") is not None
    }


def _is_created_between(record: StoredResource, start: Value, end: Value) -> bool:
    created = record.date("date_created")
    return (
        created is not None
        and (not isinstance(start, datetime) or start <= created)
        and (not isinstance(end, datetime) or created <= end)
    )
