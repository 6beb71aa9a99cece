"""A complete event with made-up values, for a receiver to be tried with."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches

from ringback.errors import UsageError
from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget
from ringback.twilio.webhooks.parameters import PARAMETERS

# Somebody who writes by SMS, and the number that is written to.
_SENDER, _OURS = "+15550001111", "+15550002222"

_COMMON = ("AccountSid", "EventType", "Source", "ClientIdentity")
# The events that say nothing of their source, as captured from Twilio.
_WITHOUT_SOURCE = ("onDeliveryUpdated", "onConversationStateUpdated")
# Of these a new one is made for each event; parameters that are missing here are only set if given.
_SIDS = {
    "ConversationSid": "CH",
    "ChatServiceSid": "IS",
    "MessagingServiceSid": "MG",
    "MessageSid": "IM",
    "ParticipantSid": "MB",
    "RoleSid": "RL",
    "UserSid": "US",
    "DeliveryReceiptSid": "DY",
    "ChannelMessageSid": "SM",
}
_DATES = ("DateCreated", "DateUpdated", "DateRemoved", "StateUpdated")
_VALUES = {
    "FriendlyName": "A sample of Ringback's",
    "Attributes": "{}",
    "State": "active",
    "StateFrom": "active",
    "StateTo": "closed",
    "Reason": "TIMER",
    "Index": "0",
    "Body": "Hello from Ringback",
    "Author": _SENDER,
    "MessagingBinding.Address": _SENDER,
    "MessagingBinding.ProxyAddress": _OURS,
    "MessagingBinding.Type": "SMS",
    "LastReadMessageIndex": "0",
    "Status": "delivered",
    "isOnline": "true",
    "isNotifiable": "true",
}
# A user has one; a participant with an address has none.
_OF_USERS = {"Identity": "alice", "FriendlyName": "Alice"}

_NewSid = Callable[[str], str]


def _new_sid(prefix: str) -> str:
    return prefix + uuid.uuid4().hex


def make_sample(
    event: str,
    target: WebhookTarget,
    given: Mapping[str, str | tuple[str, ...]],
    account_sid: str,
    auth_token: str | None,
    now: datetime,
    new_sid: _NewSid = _new_sid,
) -> WebhookRequest:
    """Return an event for a target, with `given` values and made-up ones for the others.

    `now` is an aware time. Raises UsageError for a parameter that the event does not have.
    """
    _check_names(event, given)
    values = {**_make_values(event, account_sid, now, new_sid), **given}
    pairs = tuple(_list_pairs(values))
    conversation = dict(pairs).get("ConversationSid", "")
    return WebhookRequest(event, target, pairs, account_sid, conversation, now, auth_token)


def _check_names(event: str, given: Iterable[str]) -> None:
    accepted = (*_COMMON, *PARAMETERS[event])
    for name in given:
        if name not in accepted:
            near = get_close_matches(name, accepted, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(accepted)}"
            raise UsageError(f"{event} has no parameter {name[:40]!r}; {hint}")


def _make_values(
    event: str, account_sid: str, now: datetime, new_sid: _NewSid
) -> dict[str, str | tuple[str, ...]]:
    values: dict[str, str | tuple[str, ...]] = {"AccountSid": account_sid, "EventType": event}
    if event not in _WITHOUT_SOURCE:
        values["Source"] = "SMS"
    texts = {**_VALUES, **(_OF_USERS if event.startswith("onUser") else {})}
    date = now.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
    for name in PARAMETERS[event]:
        if name in _SIDS:
            values[name] = new_sid(_SIDS[name])
        elif name in _DATES:
            values[name] = date
        elif name in texts:
            values[name] = texts[name]
    return values


def _list_pairs(values: Mapping[str, str | tuple[str, ...]]) -> Iterable[tuple[str, str]]:
    for name, value in values.items():
        for one in (value,) if isinstance(value, str) else value:
            yield name, one
