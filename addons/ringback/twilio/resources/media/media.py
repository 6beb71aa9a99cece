"""The tables of media: a file's description, and its content."""

from datetime import timedelta, timezone

from ringback.http.messages import Request
from ringback.twilio.operations.crud import add_record
from ringback.twilio.resources.media.temporary_link import make_link
from ringback.twilio.resources.media.upload import read_upload
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.attributes import Attribute, get_parent_sid, get_sid
from ringback.twilio.schema.behavior import Operation, ResourceBehavior, Write
from ringback.twilio.schema.parameters import Arguments
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import VERSION, RequestContext
from ringback.twilio.schema.resource import Resource, Success
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.file_content import FileContent
from ringback.twilio.values.types import Json, Value

# INFERRED (fidelity: media-dates): both live replies are of summers.
ZONE = timezone(timedelta(hours=-7))


class MediaBehavior(ResourceBehavior):
    """The content of a file goes with its description."""

    def on_removed(self, context: RequestContext, record: StoredResource) -> None:
        """Forget the content."""
        context.store.files.pop(record.sid, None)

    def read_reply(self, _context: RequestContext, reply: ReplyReader) -> dict[str, Value]:
        """Return the date; a recording has no content, so a fetch of it is a 404."""
        return {"created": reply.date("date_created")}


def upload(
    resource: Resource, context: RequestContext, service: StoredResource, request: Request
) -> Success | Fault:
    """Store the file in a request; only fetches show its temporary link."""
    read = read_upload(request)
    if isinstance(read, Fault):
        return read
    values: dict[str, Value] = {
        "size": len(read.content.data),
        "content_type": read.content.content_type,
        "filename": read.filename,
        "author": read.author,
        "category": read.category,
        "created": context.instant,
    }
    collection = resource.collection(context, service)
    write = Write(context, Operation.CREATE, service, collection, arguments=Arguments(values))
    record = add_record(resource, write)
    context.store.files[record.sid] = read.content
    shown = resource.show(record, context)
    return Success(201, {**shown, "links": {"content": f"{_get_path(record)}/Content"}})


def _get_path(record: StoredResource) -> str:
    return f"{VERSION}/Services/{record.parent_sid}/Media/{record.sid}"


def _get_url(record: StoredResource, _context: RequestContext) -> Json:
    # A path, as seen live (fidelity: media-paths).
    return _get_path(record)


def _get_links(record: StoredResource, context: RequestContext) -> Json:
    return {
        "content": f"{_get_path(record)}/Content",
        "content_direct_temporary": make_link(context.origin, record.sid, context.instant),
    }


def _get_date(record: StoredResource, _context: RequestContext) -> Json:
    date = record.date("created") or record.date("date_created")
    return date.astimezone(ZONE).isoformat(timespec="microseconds") if date is not None else None


def _get_content(record: StoredResource, context: RequestContext) -> FileContent | None:
    # INFERRED (fidelity: media-content): the file itself, not a redirect to its temporary link.
    return context.store.files.get(record.sid)


MEDIA = Resource(
    segment="Media",
    prefix="ME",
    key="media",
    parent=SERVICES,
    # The order of a live reply, seen live (fidelity: media-keys).
    attributes=(
        Attribute("sid", get_sid),
        Attribute("service_sid", get_parent_sid),
        Attribute("date_created", _get_date),
        Attribute("date_upload_updated", _get_date),
        Attribute("date_updated", _get_date),
        Attribute("links", _get_links),
        Attribute("size", default=0),
        Attribute("content_type"),
        Attribute("filename"),
        Attribute("author", default="system"),
        Attribute("category", default="media"),
        Attribute("message_sid"),
        Attribute("channel_sid"),
        Attribute("url", _get_url),
        Attribute("is_multipart_upstream", default=False),
    ),
    operations=frozenset((Operation.CREATE, Operation.FETCH, Operation.DELETE)),
    needs_service=True,
    sends_webhooks=False,
    behavior=MediaBehavior(),
    upload=upload,
)

CONTENT = Resource(
    segment="Content",
    prefix="ME",
    key="content",
    parent=MEDIA,
    attributes=(),
    operations=frozenset((Operation.FETCH,)),
    singleton=True,
    sends_webhooks=False,
    content=_get_content,
)
