"""What happens without a request and without a timer: people write, carriers deliver."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from ringback.twilio.accounts import Accounts
from ringback.twilio.resources.receipt import RECEIPTS
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.values.hosts import API_HOST
from ringback.twilio.webhooks.delivery_status import change_status, find_message, select_receipts
from ringback.twilio.webhooks.inbound.receive import InboundSteps, receive
from ringback.twilio.webhooks.inbound.route import (
    NO_ACCOUNT,
    check_message,
    find_account,
    find_cause,
)
from ringback.twilio.webhooks.inbound_message import (
    DeliveryReply,
    DeliveryUpdate,
    InboundMessage,
    InboundReply,
)
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply

_ORIGIN = f"https://{API_HOST}"


@dataclass(frozen=True, slots=True)
class OutsideEvents:
    """What happens in accounts from outside: inbound messages and deliveries.

    `account_sid` is the account of a message that names none.
    """

    accounts: Accounts
    clock: Callable[[], datetime]
    account_sid: str | None = None

    def receive_message(self, message: InboundMessage) -> InboundReply | PreAction[InboundReply]:
        """Process a message from outside; raises UsageError for one that cannot exist."""
        check_message(message)
        now, accounts = self.clock(), self.accounts
        accounts.fire(now)
        store = find_account(accounts.stores, message, now)
        if store is None:
            account_sid = message.account_sid or self.account_sid
            if account_sid is None:
                return InboundReply(False, NO_ACCOUNT)
            store = accounts.open(account_sid, now)
        accounts.catch_up(store, now)
        context = accounts.make_context(store, now, _ORIGIN)
        context.cause = find_cause(message)
        if accounts.webhooks.sent != "off":
            context.changes = []
        return self._go_on(context, receive(context, message), None)

    def _go_on(
        self, context: RequestContext, steps: InboundSteps, reply: PreActionReply | None
    ) -> InboundReply | PreAction[InboundReply]:
        """Process an inbound message until its next wait, or its end."""
        try:
            webhook = next(steps) if reply is None else steps.send(reply)
        except StopIteration as stop:
            received: InboundReply = stop.value
            webhooks = self.accounts.report(context.store, context.changes or ())
            return replace(
                received,
                notes=tuple(context.notes),
                webhooks=self.accounts.take_outbox() + webhooks,
            )
        return PreAction(webhook, lambda reply: self._go_on(context, steps, reply))

    def deliver(self, update: DeliveryUpdate) -> DeliveryReply:
        """Change the status of a message's receipts, or of one participant's.

        Raises UsageError for a message, a participant or a status that does not exist.
        """
        now, accounts = self.clock(), self.accounts
        accounts.fire(now)
        store, message = find_message(accounts.stores.values(), update.message_sid)
        receipts = select_receipts(store, message, update.participant_sid)
        changes = change_status(receipts, update.status, update.error_code, now)
        context = accounts.make_context(store, now, _ORIGIN)
        shown = tuple(RECEIPTS.show(receipt, context) for receipt in receipts)
        webhooks = accounts.report(store, changes)
        return DeliveryReply(shown, accounts.take_outbox() + webhooks)
