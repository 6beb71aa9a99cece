"""Messages: the tables."""

from ringback.twilio.resources.common_parameters import DATE_CREATED, DATE_UPDATED, attributes
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.message_hooks import MessageHooks
from ringback.twilio.schema.attributes import (
    CHAT_SERVICE_SID,
    Attribute,
    account_sid,
    links,
    own_sid,
    own_url,
    parent_sid,
)
from ringback.twilio.schema.hooks import Operation
from ringback.twilio.schema.parameters import Blank, Parameter
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Choice, JsonText, Sid, Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.types import Json

LARGEST_ATTRIBUTES = 4_096
LARGEST_VARIABLES = 16_384  # INFERRED
LONGEST_SUBJECT = 256
LONGEST_AUTHOR = 256  # INFERRED: an identity or an address, which are that long

AUTHOR = Parameter(
    "Author",
    "author",
    Text(LONGEST_AUTHOR, faults.AUTHOR_TOO_LONG),
    blank=Blank.IGNORED,  # INFERRED
)
BODY = Parameter("Body", "body", Text(), blank=Blank.CLEARS)
# Taken, checked and then not shown: no reply has a key for it. The fault is INFERRED.
SUBJECT = Parameter("Subject", "subject", Text(LONGEST_SUBJECT, faults.INVALID_PARAMETER))

CREATION = (
    AUTHOR,
    BODY,
    DATE_CREATED,
    DATE_UPDATED,
    attributes(LARGEST_ATTRIBUTES),
    Parameter("MediaSid", "media_sid", Sid("ME", faults.INVALID_MEDIA)),
    Parameter("ContentSid", "content_sid", Sid("HX", faults.INVALID_CONTENT)),
    Parameter(
        "ContentVariables",
        "content_variables",
        JsonText(
            LARGEST_VARIABLES, faults.INVALID_CONTENT_VARIABLES, faults.INVALID_CONTENT_VARIABLES
        ),
    ),
    SUBJECT,
)
UPDATE = (AUTHOR, BODY, DATE_CREATED, DATE_UPDATED, attributes(LARGEST_ATTRIBUTES), SUBJECT)
FILTERS = (  # the fault is INFERRED
    Parameter("Order", "order", Choice(("asc", "desc"), faults.INVALID_PARAMETER, any_case=True)),
)


def _index(record: StoredResource, _scene: RequestContext) -> Json:
    return record.ordinal


def _body(record: StoredResource, _scene: RequestContext) -> Json:
    # A template sets Body and MediaSid aside. The fake has no templates to fill in.
    return record.text("body") if record.text("content_sid") is None else None


def _media(record: StoredResource, _scene: RequestContext) -> Json:
    sid = record.text("media_sid")
    if sid is None or record.text("content_sid") is not None:
        return None
    # The fake has no media: what a file is called and holds is known where it was uploaded.
    return [{"sid": sid, "size": 0, "content_type": "application/octet-stream", "filename": None}]


def _delivery(record: StoredResource, _scene: RequestContext) -> Json:
    """Show where a message got to: null where nobody is outside of the chat.

    INFERRED: all is sent and delivered at once, and nothing is read.
    """
    total = record.number("recipients")
    if not total:
        return None
    return {
        "total": total,
        "sent": "all",
        "delivered": "all",
        "read": "none",
        "failed": "none",
        "undelivered": "none",
    }


MESSAGES = Resource(
    segment="Messages",
    prefix="IM",
    key="messages",
    parent=CONVERSATIONS,
    attributes=(
        Attribute("sid", own_sid),
        Attribute("account_sid", account_sid),
        CHAT_SERVICE_SID,
        Attribute("conversation_sid", parent_sid),
        Attribute("body", _body),
        Attribute("media", _media),
        Attribute("author"),
        Attribute("participant_sid"),
        Attribute("attributes", default="{}"),
        Attribute("date_created"),
        # CONFLICT: "null if not edited", says the description; its own examples have a date.
        Attribute("date_updated"),
        Attribute("index", _index),
        Attribute("delivery", _delivery),
        Attribute("content_sid"),
        Attribute("url", own_url),
        Attribute("links", links(delivery_receipts="Receipts", channel_metadata="ChannelMetadata")),
    ),
    operations=frozenset(Operation),
    creation=CREATION,
    update=UPDATE,
    filters=FILTERS,
    hooks=MessageHooks(),
    inferred="delivery, which is at once; files and templates are not known",
)
