"""The records above the ones that a recorded reply shows, added if they are not known yet."""

from ringback.sids import is_sid
from ringback.twilio.resources.accounts import adopt_default_service, get_default_service
from ringback.twilio.routing.routes import Route
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Value


class RecordsAbove:
    """Finds the records that a path or a reply names above the shown one.

    `names` are the values of the route's variables.
    """

    def __init__(self, route: Route, names: tuple[str, ...], context: RequestContext) -> None:
        self._route = route
        self._names = names
        self._context = context

    def find(self, resource: Resource, reply: ReplyReader) -> StoredResource | None:
        """Return the record of a resource above the one that a reply shows."""
        sid = reply.sid(resource.prefix, resource.foreign_key)
        if resource.parent is None:
            return self.find_service(sid)
        parent = self.find(resource.parent, reply)
        if parent is None or sid is None:
            return None
        record = self.find_or_add(resource, parent, sid)
        name = self.get_name(resource)
        if resource.alias is not None and name is not None and not is_sid(resource.prefix, name):
            resource.collection(self._context, parent).update(record, {resource.alias.key: name})
        return record

    def find_service(self, sid: str | None) -> StoredResource | None:
        """Return the service in the path, else the default one, with its SID if that is known."""
        store = self._context.store
        if not self._route.in_service:
            if sid is not None:
                adopt_default_service(store, sid, self._context.now)
            return get_default_service(store)
        service = next(iter(self._route.resource.chain()))
        return self.find_or_add(service, store.account, self._names[0])

    def get_name(self, resource: Resource) -> str | None:
        """Return the name of a record above the route's resource in the path."""
        chain = list(self._route.resource.chain())[:-1]
        names = self._names if self._route.in_service else ("", *self._names)
        return dict(zip((above.segment for above in chain), names, strict=False)).get(
            resource.segment
        )

    def find_or_add(self, resource: Resource, parent: StoredResource, sid: str) -> StoredResource:
        """Return a record, added with only its SID if it is not known yet."""
        collection = resource.collection(self._context, parent)
        record = collection.find(sid)
        if record is None:
            now = self._context.now
            dates: dict[str, Value] = {"date_created": now, "date_updated": now}
            record = StoredResource(sid, resource.segment, parent, dates)
            collection.add(record)
        return record
