"""The fields of files: those of a service, and those that a message brings with it."""

from ringback.twilio.resources.media.media import MEDIA
from ringback.twilio.resources.media.upload import CATEGORIES
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.validators import Choice, Number, Sid, Text
from ringback.twilio.state_document.fields import of_records, sid_field
from ringback.twilio.state_document.own_validators import Base64, ExactDateTime
from ringback.twilio.values.faults import INVALID_PARAMETER

__all__ = ["ATTACHMENT_FIELDS", "DATA", "FILE_FIELDS", "MEDIA"]

# The key of the content, as that of an inbound message in the control API.
DATA = "data_base64"

_DESCRIPTION = (
    sid_field("ME"),
    *of_records(
        Parameter("ContentType", "content_type", Text()),
        Parameter("Filename", "filename", Text()),
        Parameter("Size", "size", Number(INVALID_PARAMETER)),
    ),
)
_CONTENT = of_records(Parameter("Data_base64", DATA, Base64()))

ATTACHMENT_FIELDS = (*_DESCRIPTION, *_CONTENT)
FILE_FIELDS = (
    *_DESCRIPTION,
    *of_records(
        Parameter("Author", "author", Text()),
        Parameter("Category", "category", Choice(CATEGORIES, INVALID_PARAMETER)),
        Parameter("MessageSid", "message_sid", Sid("IM", INVALID_PARAMETER)),
        Parameter("ChannelSid", "channel_sid", Sid("CH", INVALID_PARAMETER)),
        Parameter("DateCreated", "created", ExactDateTime()),
    ),
    *_CONTENT,
)
