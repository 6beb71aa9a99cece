"""Attribute tables: what a reply shows of a record, and the getters that several tables share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.datetimes import format_iso
from ringback.twilio.values.durations import Duration
from ringback.twilio.values.types import Json, Value

Getter = Callable[[StoredResource, RequestContext], Json]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One key of a reply, and where its value comes from.

    Without a `getter`, that is the record's value of the same name, or `default` if it was never
    set. With `in_service`, the key is shown only if the request came through a service.
    """

    name: str
    getter: Getter | None = None
    default: Json = None
    in_service: bool = False


def show(
    attributes: Iterable[Attribute], record: StoredResource, context: RequestContext
) -> dict[str, Json]:
    """Return a record as the body of a reply, by a table of attributes."""
    # One function for all of them: a call for each attribute would take as long as its value.
    shown: dict[str, Json] = {}
    values, service = record.values, context.service
    for attribute in attributes:
        if attribute.in_service and not service:
            continue
        if attribute.getter is not None:
            shown[attribute.name] = attribute.getter(record, context)
        elif (value := values.get(attribute.name)) is None:
            shown[attribute.name] = attribute.default
        else:
            shown[attribute.name] = to_json(value)
    return shown


def to_json(value: Value) -> Json:
    """Return a value as JSON shows it."""
    if type(value) is str:  # most of them are
        return value
    if isinstance(value, datetime):
        return format_iso(value)
    if isinstance(value, Duration):
        return value.text
    return list(value) if isinstance(value, tuple) else value


def get_account_sid(_record: StoredResource, context: RequestContext) -> Json:
    """Return the SID of the account."""
    return context.account_sid


def get_sid(record: StoredResource, _context: RequestContext) -> Json:
    """Return the record's SID."""
    return record.sid


def get_parent_sid(record: StoredResource, _context: RequestContext) -> Json:
    """Return the SID of the record's parent."""
    return record.parent_sid


def get_service_sid(record: StoredResource, _context: RequestContext) -> Json:
    """Return the SID of the service that the record is in."""
    above = record.parent
    while above is not None and above.segment != "Services":
        above = above.parent
    return above.sid if above is not None else None


def get_url(record: StoredResource, context: RequestContext) -> Json:
    """Return the record's absolute URL."""
    return context.url(record)


def get_own_url(_record: StoredResource, context: RequestContext) -> Json:
    """Return the URL of the request, which is that of a singleton."""
    return context.own_url


def make_links(**segments: str) -> Getter:
    """Return a getter of the absolute URLs of the collections under a record, by their names."""

    def get_links(record: StoredResource, context: RequestContext) -> Json:
        url = context.url(record)
        return {name: f"{url}/{segment}" for name, segment in segments.items()}

    return get_links


def make_own_links(**segments: str) -> Getter:
    """Return a getter of the absolute URLs under a singleton, by their names."""

    def get_links(_record: StoredResource, context: RequestContext) -> Json:
        return {name: f"{context.own_url}/{segment}" for name, segment in segments.items()}

    return get_links


# Resources in a conversation show their service only if the request came through it.
CHAT_SERVICE_SID = Attribute("chat_service_sid", get_service_sid, in_service=True)
