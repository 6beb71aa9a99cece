"""The files of a document: those of a service, and those that a message brings with it."""

from base64 import b64decode

from ringback.twilio.operations.crud import add_record
from ringback.twilio.resources.media.attachment import attach, describe_attachment
from ringback.twilio.resources.media.media import MEDIA
from ringback.twilio.resources.message_behavior import INBOUND_FILES
from ringback.twilio.schema.behavior import Operation, Write
from ringback.twilio.schema.parameters import Arguments
from ringback.twilio.state_document.add_record import Adder
from ringback.twilio.state_document.files import DATA
from ringback.twilio.state_document.kinds import ATTACHMENT
from ringback.twilio.state_document.records import Record
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.file_content import FileContent
from ringback.twilio.values.types import Json, Value


def load_file(record: Record, service: StoredResource, adder: Adder) -> StoredResource:
    """Add a file to a service, with its content if the document has it."""
    context = adder.context
    data = _decode(record)
    values: dict[str, Value] = {"created": context.instant, **record.stored}
    if data is not None:
        values["size"] = len(data)
    collection = MEDIA.collection(context, service)
    write = Write(
        context,
        Operation.CREATE,
        service,
        collection,
        arguments=Arguments(values),
        sid=record.sid,
    )
    file = add_record(MEDIA, write)
    if data is not None:
        content_type = file.text("content_type") or "application/octet-stream"
        context.store.files[file.sid] = FileContent(data, content_type)
    return file


def _decode(record: Record) -> bytes | None:
    text = record.values.get(DATA)
    return b64decode(text) if isinstance(text, str) else None


def describe_files(
    message: Record, service: StoredResource, adder: Adder
) -> tuple[dict[str, Value], list[StoredResource]]:
    """Return the values that a message has of its files, and the files that it is to have.

    A file with content is added to the service; one without is only described.
    """
    described: dict[str, Json] = {}
    files: list[StoredResource] = []
    for record in message.list_children(ATTACHMENT):
        known = MEDIA.collection(adder.context, service).find_by_sid(record.sid or "")
        if known is None and DATA in record.values:
            known = load_file(record, service, adder)
        if known is not None:
            files.append(known)
            described[known.sid] = {**describe_attachment(known), **_describe(record)}
        else:
            described[record.sid or adder.context.store.sids.next(MEDIA.prefix)] = _describe(record)
    if not described:
        return {}, files
    sid = next(iter(described))
    if len(described) > 1:
        return {"media_sid": sid, INBOUND_FILES: described}, files
    only = described[sid]
    return {"media_sid": sid, "media_file": only if isinstance(only, dict) else None}, files


def _describe(record: Record) -> dict[str, Json]:
    """Return what the document says of a file."""
    described: dict[str, Json] = {}
    for key in ("size", "content_type", "filename"):
        value = record.values.get(key)
        if isinstance(value, str | int):
            described[key] = value
    return described


def attach_files(message: StoredResource, files: list[StoredResource]) -> None:
    """Make files those of a message."""
    for file in files:
        attach(file, message)
