"""Applies recorded exchanges to the state of an account, so that the fake continues from there."""

import json
from dataclasses import replace
from functools import cached_property

from ringback.http.forms import Form
from ringback.http.messages import Request, Response
from ringback.sids import is_sid
from ringback.twilio.operations.crud import add_record, remove_record
from ringback.twilio.operations.request_form import read_body_form
from ringback.twilio.routing.dispatch import find_record
from ringback.twilio.routing.routes import Route
from ringback.twilio.schema.behavior import Operation, Write
from ringback.twilio.schema.parameters import Arguments
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.seeding.records_above import RecordsAbove
from ringback.twilio.seeding.reply_values import read_values
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Value


def seed(seeder: "Seeder") -> None:
    """Apply what a recorded exchange shows; what is not in Twilio's form is ignored.

    The reply of a ConversationWithParticipants does not show its participants: their SIDs are made
    up until another reply shows them. A reply of ParticipantConversations or of a user's
    conversations shows participants in part: one that is not known yet is added if its identity or
    its address is known.
    """
    if seeder.operation is Operation.DELETE:
        seeder.remove()
    is_list = seeder.operation is Operation.LIST
    for item in seeder.items:
        seeder.add(item, Operation.FETCH if is_list else seeder.operation)
        seeder.seed_parent(item)


class Seeder:
    """One recorded exchange, and the state that it is applied to."""

    def __init__(
        self,
        route: Route,
        names: tuple[str, ...],
        context: RequestContext,
        request: Request,
        response: Response,
    ) -> None:
        self.resource = route.resource.stored
        self.operation = route.operations.get(request.method) if _is_good(response) else None
        self.names = names
        self._route = route
        self._context = context
        self._request = request
        self._response = response
        self._above = RecordsAbove(route, names, context)
        self._shown = route.resource if self.shows_part else self.resource

    @property
    def path(self) -> str:
        """The path of the request after the version."""
        return self._context.path

    @cached_property
    def items(self) -> list[ReplyReader]:
        """The resources that the reply shows; those of a list oldest first."""
        if self.operation in (None, Operation.DELETE):
            return []
        reply = _parse(self._response)
        if self.operation is not Operation.LIST:
            return [reply]
        items = reply.items(self._route.resource.key)
        return items[::-1] if self.resource.behavior.newest_first else items

    @property
    def shows_part(self) -> bool:
        """Whether the reply shows only a part of each record, which cannot be added from it."""
        return self._route.resource.sid_key != self.resource.sid_key

    @property
    def keys_above(self) -> list[str]:
        """The keys of a reply that are the SIDs of what is above its records."""
        owner = self._route.resource.parent
        *parents, _ = self.resource.chain()
        return [each.foreign_key for each in (*parents, owner) if each is not None]

    def get_sid(self, item: ReplyReader) -> str | None:
        """Return the SID of a record that the reply shows."""
        return item.text(self._route.resource.sid_key)

    def sets(self, parameter: str) -> bool:
        """Return whether the request has a parameter."""
        return self._form.first(parameter) is not None

    def remove(self) -> None:
        """Remove the record that the request deleted, or remember that it existed."""
        found = find_record(self._route, self.names, self._context)
        if found is not None:
            remove_record(self.resource, self._context, found)
        else:
            self._context.store.former_sids.update(dict.fromkeys(self.names[-1:]))

    def add(self, reply: ReplyReader, operation: Operation | None) -> None:
        """Add one resource as shown, or update it if it is known."""
        if self.shows_part:
            self._add_owner(reply)
        if self.resource.singleton:
            self._apply_singleton(reply)
            return
        sid = reply.sid(self.resource.prefix, self._route.resource.sid_key)
        parent = self.find_parent(reply) if sid is not None else None
        if sid is None or parent is None:
            return
        values = read_values(self._shown, self._context, reply)
        collection = self.resource.collection(self._context, parent)
        record = collection.find(sid)
        if record is None:
            record = self._rename_made_up(self.resource, collection, sid, values)
        if record is None and self.shows_part:
            self._add_from_part(
                Write(self._context, Operation.CREATE, parent, collection, sid=sid), values
            )
            return
        if record is None:
            record = StoredResource(sid, self.resource.segment, parent, values)
            collection.add(record, reply.number("index"))
        else:
            collection.update(record, values)
        write = Write(self._context, operation or Operation.FETCH, parent, collection, record)
        self.resource.behavior.on_written(write, record)
        self._route.resource.behavior.on_seeded(self._context, record, self._form)
        if operation is Operation.CREATE:
            self.resource.behavior.on_replied(self._context, record)

    def seed_parent(self, reply: ReplyReader) -> None:
        """Apply what a reply that shows a record in part shows of its parent, if it does."""
        resource, shown = self.resource.parent, self._route.resource.behavior.read_parent(reply)
        if resource is None or shown is None:
            return
        parent = self.find_parent(reply)
        if parent is None or parent.parent is None:
            return
        values = read_values(resource, self._context, shown)
        known = {key: value for key, value in values.items() if value is not None or key in shown}
        resource.collection(self._context, parent.parent).update(parent, known)

    def _add_owner(self, reply: ReplyReader) -> None:
        """Add the record that the path names by its alias, if it is not known by its SID yet."""
        owner = self._route.resource.parent
        name = self._above.get_name(owner) if owner is not None else None
        if owner is None or owner.alias is None or name is None or is_sid(owner.prefix, name):
            return
        sid = reply.sid(owner.prefix, owner.foreign_key)
        above = self._above.find(owner.parent, reply) if owner.parent is not None else None
        if sid is None or above is None:
            return
        values: dict[str, Value] = {owner.alias.key: name}
        collection = owner.collection(self._context, above)
        if collection.find_by_sid(sid) is not None:
            return
        if self._rename_made_up(owner, collection, sid, values) is None:
            write = Write(self._context, Operation.CREATE, above, collection, sid=sid)
            add_record(owner, replace(write, arguments=Arguments(values)))

    def _add_from_part(self, write: Write, values: dict[str, Value]) -> None:
        """Add a record that the reply shows in part, if that is enough to add it."""
        known: dict[str, Value] = {key: value for key, value in values.items() if value is not None}
        if self._route.resource.behavior.shows_enough(known):
            add_record(self.resource, replace(write, arguments=Arguments(known)))

    def _rename_made_up(
        self, resource: Resource, collection: Collection, sid: str, values: dict[str, Value]
    ) -> StoredResource | None:
        """Return the record that was added without its SID, which it has from now on."""
        behavior = resource.behavior
        record = behavior.find_made_up(self._context, collection, values)
        if record is not None:
            old_sid = record.sid
            behavior.on_removed(self._context, record)
            self._context.store.rename(collection, record, sid)
            behavior.on_renamed(self._context, record, old_sid)
        return record

    def find_parent(self, reply: ReplyReader) -> StoredResource | None:
        """Return the parent of a resource that the reply shows, added if it is not known yet."""
        parent = self.resource.parent
        return self._context.store.account if parent is None else self._above.find(parent, reply)

    def add_named_parents(self) -> None:
        """Add the resources that the path names by their SIDs, if they are not known yet."""
        above = [resource for resource in self.resource.chain() if resource.children]
        if self.operation is not Operation.DELETE and above[-1:] == [self.resource]:
            above.pop()  # which the reply shows
        parent = self._above.find_service(None) if len(above) > 1 else None
        for resource in above[1:]:  # the first is the service, which the path leads through
            sid = next((name for name in self.names if is_sid(resource.prefix, name)), None)
            if sid is None or parent is None:
                return
            parent = self._above.find_or_add(resource, parent, sid)

    def _apply_singleton(self, reply: ReplyReader) -> None:
        parent = self.find_parent(reply)
        if parent is None:
            return
        record = self.resource.find_singleton(self._context, parent)
        values = read_values(self._shown, self._context, reply)
        self.resource.behavior.seed_singleton(self._context, record, reply, values)

    @cached_property
    def _form(self) -> Form:
        form, _ = read_body_form(self._request)
        return form


def _is_good(response: Response) -> bool:
    return 200 <= response.status < 300


def _parse(response: Response) -> ReplyReader:
    try:
        return ReplyReader(json.loads(response.body))
    except (ValueError, RecursionError):
        return ReplyReader(None)
