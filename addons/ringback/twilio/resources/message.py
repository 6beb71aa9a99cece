"""The tables of messages."""

from ringback.twilio.resources.common_parameters import DATE_CREATED, DATE_UPDATED, attributes
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.delivery.receipts import summarize_receipts
from ringback.twilio.resources.media.upload import UNKNOWN_TYPE
from ringback.twilio.resources.message_behavior import (
    FILLED_TEMPLATE,
    MessageBehavior,
    list_files,
)
from ringback.twilio.schema.attributes import (
    CHAT_SERVICE_SID,
    Attribute,
    get_account_sid,
    get_parent_sid,
    get_sid,
    get_url,
    make_links,
)
from ringback.twilio.schema.behavior import Operation
from ringback.twilio.schema.content_variables import ContentVariables
from ringback.twilio.schema.parameters import Blank, Parameter
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Choice, Sid, Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.types import Json

LARGEST_ATTRIBUTES = 4_096
LARGEST_INBOUND = 32_768  # bytes
LONGEST_SUBJECT = 256
LONGEST_AUTHOR = 256  # INFERRED (fidelity: author-limit): as for an identity or an address

AUTHOR = Parameter(
    "Author",
    "author",
    Text(LONGEST_AUTHOR, faults.AUTHOR_TOO_LONG),
    blank=Blank.IGNORED,  # INFERRED (fidelity: blank-author)
)
BODY = Parameter("Body", "body", Text(), blank=Blank.CLEARS)
# Checked, but never shown: no reply has a key for it. INFERRED (fidelity: subject-limit): its fault
SUBJECT = Parameter("Subject", "subject", Text(LONGEST_SUBJECT, faults.INVALID_PARAMETER))

CREATION = (
    AUTHOR,
    BODY,
    DATE_CREATED,
    DATE_UPDATED,
    attributes(LARGEST_ATTRIBUTES),
    Parameter("MediaSid", "media_sid", Sid("ME", faults.INVALID_MEDIA)),
    Parameter("ContentSid", "content_sid", Sid("HX", faults.INVALID_CONTENT)),
    Parameter("ContentVariables", "content_variables", ContentVariables()),
    SUBJECT,
)
UPDATE = (AUTHOR, BODY, DATE_CREATED, DATE_UPDATED, attributes(LARGEST_ATTRIBUTES), SUBJECT)
FILTERS = (  # INFERRED (fidelity: wrong-order): the fault
    Parameter("Order", "order", Choice(("asc", "desc"), faults.INVALID_PARAMETER, any_case=True)),
)


def _get_index(record: StoredResource, _context: RequestContext) -> Json:
    return record.ordinal


def _get_body(record: StoredResource, _context: RequestContext) -> Json:
    # A template replaces Body and MediaSid. The fake has no templates to fill in, but a recorded
    # message has its text.
    return record.text("body" if record.text("content_sid") is None else FILLED_TEMPLATE)


def _get_media(record: StoredResource, _context: RequestContext) -> Json:
    files = list_files(record) if "media_sid" in record.values else None
    if not files:
        return None
    return [
        {
            "sid": sid,
            "size": file.get("size") or 0,
            "content_type": file.get("content_type") or UNKNOWN_TYPE,
            "filename": file.get("filename"),
        }
        for sid, file in files
    ]


MESSAGES = Resource(
    segment="Messages",
    prefix="IM",
    key="messages",
    parent=CONVERSATIONS,
    attributes=(
        Attribute("sid", get_sid),
        Attribute("account_sid", get_account_sid),
        CHAT_SERVICE_SID,
        Attribute("conversation_sid", get_parent_sid),
        Attribute("body", _get_body),
        Attribute("media", _get_media),
        Attribute("author"),
        Attribute("participant_sid"),
        Attribute("attributes", default="{}"),
        Attribute("date_created"),
        # CONFLICT (fidelity: message-date-updated): null or a date in a new message.
        Attribute("date_updated"),
        Attribute("index", _get_index),
        Attribute("delivery", summarize_receipts),
        Attribute("content_sid"),
        Attribute("url", get_url),
        Attribute(
            "links", make_links(delivery_receipts="Receipts", channel_metadata="ChannelMetadata")
        ),
    ),
    operations=frozenset(Operation),
    foreign_key="message_sid",
    creation=CREATION,
    update=UPDATE,
    filters=FILTERS,
    noun="Message",
    behavior=MessageBehavior(),
)
