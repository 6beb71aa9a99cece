"""What a reply shows of a record: the rows of an attribute table, and what several tables share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.datetimes import show_moment
from ringback.twilio.values.durations import Duration
from ringback.twilio.values.types import Json, Value

Shown = Callable[[StoredResource, RequestContext], Json]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One key of a reply: what it shows of a record.

    Without `shown` that is the value of the same name, or `default` where it was never set.
    One that is `in_service` is there only where a request came through a service.
    """

    name: str
    shown: Shown | None = None
    default: Json = None
    in_service: bool = False

    def of(self, record: StoredResource, context: RequestContext) -> Json:
        """Return the attribute's JSON value."""
        if self.shown is not None:
            return self.shown(record, context)
        value = record.values.get(self.name)
        return self.default if value is None else show_value(value)


def show_value(value: Value) -> Json:
    """Return a value as JSON has it."""
    if isinstance(value, datetime):
        return show_moment(value)
    if isinstance(value, Duration):
        return value.text
    return list(value) if isinstance(value, tuple) else value


def account_sid(_record: StoredResource, context: RequestContext) -> Json:
    """Show whose record it is."""
    return context.account_sid


def own_sid(record: StoredResource, _scene: RequestContext) -> Json:
    """Show the record's SID."""
    return record.sid


def parent_sid(record: StoredResource, _scene: RequestContext) -> Json:
    """Show the SID of what the record belongs to."""
    return record.parent_sid


def service_sid(record: StoredResource, _scene: RequestContext) -> Json:
    """Show the SID of the service around the conversation that the record belongs to."""
    return record.parent.parent_sid if record.parent is not None else None


def own_url(record: StoredResource, context: RequestContext) -> Json:
    """Show where the record is."""
    return context.url(record)


def links(**segments: str) -> Shown:
    """Make an attribute of a name and an absolute URL for each collection under a record."""

    def shown(record: StoredResource, context: RequestContext) -> Json:
        url = context.url(record)
        return {name: f"{url}/{segment}" for name, segment in segments.items()}

    return shown


# A part of a conversation names its service only where it is seen through that service.
CHAT_SERVICE_SID = Attribute("chat_service_sid", service_sid, in_service=True)
