"""The values that a recorded reply shows of a resource, as they are stored."""

from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.values.types import Value

# Attributes that are stored as dates; replies show them as text.
DATES = ("date_created", "date_updated", "last_read_timestamp")


def read_values(
    resource: Resource, context: RequestContext, reply: ReplyReader
) -> dict[str, Value]:
    """Return the values of those attributes of a resource that a reply has."""
    values = resource.behavior.read_reply(context, reply)
    for attribute in resource.attributes:
        if attribute.getter is None and attribute.name in reply:
            values.setdefault(attribute.name, _read_value(attribute.name, reply))
    return values


def _read_value(name: str, reply: ReplyReader) -> Value:
    if name in DATES:
        return reply.date(name)
    value = reply.value(name)
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return reply.texts(name)
    number = reply.number(name)
    return reply.text(name) if number is None else number
