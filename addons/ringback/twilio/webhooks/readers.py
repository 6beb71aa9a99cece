"""Where the value of each parameter of a webhook comes from, by the record that it is about."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from ringback.twilio.resources.message_behavior import FILLED_TEMPLATE, list_files
from ringback.twilio.schema import conversation_state
from ringback.twilio.store.change import Change
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.messaging_binding import MessagingBinding

Reader = Callable[[Change], str | None]


def format_date(date: datetime) -> str:
    """Format a date as in webhooks: with milliseconds, seen live (fidelity: webhook-dates)."""
    return date.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _value(key: str, default: str | None = None) -> Reader:
    return lambda change: change.record.text(key) or default


def _number(key: str) -> Reader:
    def read(change: Change) -> str | None:
        number = change.record.number(key)
        return None if number is None else str(number)

    return read


def _date(key: str) -> Reader:
    def read(change: Change) -> str | None:
        date = change.record.date(key)
        return None if date is None else format_date(date)

    return read


def _updated(change: Change) -> str | None:
    """Return the date of the last update; of a new record there is none."""
    updated = change.record.date("date_updated")
    if updated is None or updated == change.record.date("date_created"):
        return None if change.event.endswith("Added") or updated is None else format_date(updated)
    return format_date(updated)


def _occurred(change: Change) -> str:
    return format_date(change.occurred)


def _sid(change: Change) -> str | None:
    return change.record.sid or None


def _above(steps: int) -> Callable[[Change], StoredResource | None]:
    def climb(change: Change) -> StoredResource | None:
        found: StoredResource | None = change.record
        for _ in range(steps):
            found = found.parent if found is not None else None
        return found

    return climb


def _sid_above(steps: int) -> Reader:
    climb = _above(steps)

    def read(change: Change) -> str | None:
        found = climb(change)
        return found.sid if found is not None else None

    return read


def _state(change: Change) -> str:
    return conversation_state.get_state(change.record, change.occurred.replace(microsecond=0))


def _body(change: Change) -> str | None:
    record = change.record
    return record.text("body" if record.text("content_sid") is None else FILLED_TEMPLATE)


def _index(change: Change) -> str:
    return str(change.record.ordinal)


def _media(change: Change) -> str | None:
    """Return the files of a message as JSON."""
    shown = [
        (sid, file.get("filename"), file.get("size"), file.get("content_type"))
        for sid, file in list_files(change.record)
    ]
    return describe_files(shown) if shown else None


def describe_files(files: Iterable[tuple[str, object, object, object]]) -> str:
    """Return SIDs, names, sizes and types of files as the JSON of the parameter Media.

    INFERRED (fidelity: webhook-media): what a file without a name or a known size shows.
    """
    shown = [
        {
            **({"Sid": sid} if sid else {}),
            **({"Filename": name} if name else {}),
            "Size": size or 0,
            "ContentType": content_type or "application/octet-stream",
        }
        for sid, name, size, content_type in files
    ]
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _messaging_service(change: Change) -> str | None:
    conversation = change.record.parent
    return conversation.text("messaging_service_sid") if conversation is not None else None


def _binding_type(change: Change) -> str:
    channel = MessagingBinding.from_values(change.record.values).type
    return "CHAT" if channel is None else channel.upper()


_COMMON: Mapping[str, Reader] = {
    "Attributes": _value("attributes", "{}"),
    "DateCreated": _date("date_created"),
    "DateUpdated": _updated,
    "DateRemoved": _occurred,
}
CONVERSATION: Mapping[str, Reader] = {
    **_COMMON,
    "ConversationSid": _sid,
    "ChatServiceSid": _sid_above(1),
    "FriendlyName": _value("friendly_name"),
    "UniqueName": _value("unique_name"),
    "MessagingServiceSid": _value("messaging_service_sid"),
    "State": _state,
    "StateUpdated": _occurred,
}
MESSAGE: Mapping[str, Reader] = {
    **_COMMON,
    "ConversationSid": _sid_above(1),
    "ChatServiceSid": _sid_above(2),
    "MessageSid": _sid,
    "MessagingServiceSid": _messaging_service,
    "Index": _index,
    "Body": _body,
    "Author": _value("author"),
    "ParticipantSid": _value("participant_sid"),
    "Media": _media,
}
PARTICIPANT: Mapping[str, Reader] = {
    **_COMMON,
    "ConversationSid": _sid_above(1),
    "ParticipantSid": _sid,
    "Identity": _value("identity"),
    "RoleSid": _value("role_sid"),
    "MessagingBinding.ProxyAddress": _value("proxy_address"),
    "MessagingBinding.Address": _value("address"),
    "MessagingBinding.ProjectedAddress": _value("projected_address"),
    "MessagingBinding.Type": _binding_type,
    "LastReadMessageIndex": _number("last_read_message_index"),
}
RECEIPT: Mapping[str, Reader] = {
    **_COMMON,
    "ConversationSid": _sid_above(2),
    "ChatServiceSid": _sid_above(3),
    "MessageSid": _sid_above(1),
    "DeliveryReceiptSid": _sid,
    "ChannelMessageSid": _value("channel_message_sid"),
    "ParticipantSid": _value("participant_sid"),
    "Status": _value("status"),
    "ErrorCode": _number("error_code"),
}
USER: Mapping[str, Reader] = {
    **_COMMON,
    "ChatServiceSid": _sid_above(1),
    "UserSid": _sid,
    "Identity": _value("identity"),
    "RoleSid": _value("role_sid"),
    "FriendlyName": _value("friendly_name"),
}
# By the segment of the record.
READERS: Mapping[str, Mapping[str, Reader]] = {
    "Conversations": CONVERSATION,
    "Messages": MESSAGE,
    "Participants": PARTICIPANT,
    "Receipts": RECEIPT,
    "Users": USER,
}
