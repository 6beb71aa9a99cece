"""The files of an inbound message: stored like uploads, and described in the message."""

from ringback.twilio.operations.crud import add_record
from ringback.twilio.resources.media.media import MEDIA
from ringback.twilio.schema.behavior import Operation, Write
from ringback.twilio.schema.parameters import Arguments
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.file_content import FileContent
from ringback.twilio.values.types import Value
from ringback.twilio.webhooks.inbound_message import InboundMessage


def store_files(
    context: RequestContext, service: StoredResource, message: InboundMessage
) -> list[StoredResource]:
    """Add the files of a message to the account, as if they had been uploaded by its sender."""
    stored: list[StoredResource] = []
    for file in message.media:
        values: dict[str, Value] = {
            "size": len(file.data),
            "content_type": file.content_type,
            "filename": file.filename,
            "author": message.sender,
            "category": "media",
            "created": context.instant,
        }
        collection = MEDIA.collection(context, service)
        write = Write(context, Operation.CREATE, service, collection, arguments=Arguments(values))
        record = add_record(MEDIA, write)
        context.store.files[record.sid] = FileContent(file.data, file.content_type)
        stored.append(record)
    return stored
