"""What becomes of a conversation: what no table can say of it."""

from datetime import datetime

from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.hooks import Operation, Query, ResourceHooks, Write
from ringback.twilio.schema.listing import ByCreation, InOrder, Listing
from ringback.twilio.schema.parameters import Arguments
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.durations import lasting
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value

TIMERS = frozenset(("inactive_timer", "closed_timer"))


class ConversationHooks(ResourceHooks):
    """Closed is final; timers start again with each state; the account's defaults fill gaps."""

    newest_first = True

    def refuse_write(self, write: Write) -> Fault | None:
        """Refuse to update what is closed; deleting it is free (INFERRED)."""
        if write.operation is Operation.UPDATE and write.record is not None:
            return conversation_state.refuse_write(write.record, write.context.now)
        return None

    def refuse_values(self, write: Write) -> Fault | None:
        """Refuse an update without any parameter; that this code answers it is INFERRED."""
        is_empty = write.operation is Operation.UPDATE and not write.arguments.sent
        return faults.NOTHING_TO_UPDATE if is_empty else None

    def further_values(self, write: Write) -> dict[str, Value]:
        """Return the account's defaults to a new conversation, and start the timers.

        INFERRED: setting the state or one timer starts both again.
        """
        now, arguments = write.context.now, write.arguments
        updated = arguments.values.get("date_updated")
        timers = conversation_state.restarted(
            updated if isinstance(updated, datetime) else now, now
        )
        if write.record is None:
            defaults = _defaults(write.context, arguments)
            return defaults | timers if {*arguments.values, *defaults} & TIMERS else defaults
        state: dict[str, Value] = {"state": conversation_state.state_at(write.record, now)}
        return state if arguments.sent.isdisjoint(TIMERS | {"state"}) else state | timers

    def listed(self, query: Query) -> Listing | Fault:
        """List by recent activity, or by date of creation where that is asked for."""
        filters, collection = query.filters.values, query.collection
        start, end, state = filters.get("start"), filters.get("end"), filters.get("state")

        def passes(record: StoredResource) -> bool:
            return state is None or conversation_state.state_at(record, query.context.now) == state

        if isinstance(start, datetime) and isinstance(end, datetime) and end < start:
            return faults.END_BEFORE_START
        if start is None and end is None:
            test = passes if state is not None else None
            return InOrder(collection.order, newest_first=self.newest_first, test=test)
        return ByCreation(
            record for record in collection if passes(record) and _is_within(record, start, end)
        )

    def learned(self, context: RequestContext, recorded: ReplyReader) -> dict[str, Value]:
        """Learn state, timers and bindings.

        Timers count from now, not from back then: recordings are played for years. What Twilio was
        still setting up then is set up by now: live it took about 700 ms.
        """
        updated, state = recorded.moment("date_updated") or context.now, recorded.text("state")
        ends = {key: recorded.moment("timers", f"date_{key}") for key in ("inactive", "closed")}
        return {
            **conversation_state.restarted(context.now, context.now),
            **{f"{key}_timer": lasting(end - updated) for key, end in ends.items() if end},
            "state": state if state in conversation_state.LASTING else None,
            "email_address": recorded.text("bindings", "email", "projected_address"),
            "email_name": recorded.text("bindings", "email", "name"),
        }


def _defaults(context: RequestContext, arguments: Arguments) -> dict[str, Value]:
    """Return the account's defaults for what was not sent.

    Seen live for the messaging service; for the timers INFERRED.
    """
    account = context.store.account.values
    return {
        key: account[f"default_{key}"]
        for key in ("messaging_service_sid", "inactive_timer", "closed_timer")
        if key not in arguments and account.get(f"default_{key}") is not None
    }


def _is_within(record: StoredResource, start: Value, end: Value) -> bool:
    created = record.moment("date_created")
    return (
        created is not None
        and (not isinstance(start, datetime) or start <= created)
        and (not isinstance(end, datetime) or created <= end)
    )
