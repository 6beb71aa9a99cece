"""Taking recorded exchanges into a world, so that the fake goes on where a cassette ends."""

import json

from ringback.http.messages import Request, Response
from ringback.sids import is_sid
from ringback.twilio.operations.crud import forget
from ringback.twilio.operations.request_form import read_body_form
from ringback.twilio.resources.configuration import CONFIGURATION
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.conversation_with_participants import (
    PARTICIPANT,
    WITH_PARTICIPANTS,
    add_recorded,
)
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.registry import RESOURCES
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.routing.accounts import adopt_default_service, default_service
from ringback.twilio.routing.dispatch import find
from ringback.twilio.routing.routes import Route
from ringback.twilio.schema.hooks import Operation, Write
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.messaging_binding import MessagingBinding
from ringback.twilio.values.types import Value

# Values that are dates, though a reply has them as text.
DATES = ("date_created", "date_updated", "last_read_timestamp")


def seed(lesson: "Seeder") -> None:
    """Take in what a recorded exchange says; what it does not say in Twilio's form is passed over.

    Participants that a ConversationWithParticipants made are not in its reply: they have SIDs that
    are made up until they are seen themselves. Those of ParticipantConversations are there in part,
    and become known only then.
    """
    if lesson.operation is Operation.DELETE:
        lesson.forget()
    is_list = lesson.operation is Operation.LIST
    for item in lesson.items:
        taken = lesson.take(item, Operation.FETCH if is_list else lesson.operation)
        if taken is not None and lesson.is_mixed:
            lesson.add_participants(taken)


class Seeder:
    """One recorded exchange, and the world that it can be taken into."""

    def __init__(
        self,
        route: Route,
        names: tuple[str, ...],
        context: RequestContext,
        request: Request,
        response: Response,
    ) -> None:
        self.is_mixed = route.resource is WITH_PARTICIPANTS
        self.resource = CONVERSATIONS if self.is_mixed else route.resource
        self.operation = route.operations.get(request.method) if _is_good(response) else None
        self.names = names
        self._route = route
        self._scene = context
        self._request = request
        self._response = response

    @property
    def items(self) -> list[ReplyReader]:
        """The resources that the reply shows; of a list, in the order that makes it the same."""
        if self.operation in (None, Operation.DELETE):
            return []
        read = _read(self._response)
        if self.operation is not Operation.LIST:
            return [read]
        items = read.items(self.resource.key)
        return items[::-1] if self.resource.hooks.newest_first else items

    def sets(self, parameter: str) -> bool:
        """Return whether the request sets something."""
        return read_body_form(self._request)[0].first(parameter) is not None

    def forget(self) -> None:
        """Forget what was deleted, where it was known."""
        found = find(self._route, self.names, self._scene)
        if found is not None:
            forget(RESOURCES, self.resource, self._scene, found)

    def add_participants(self, conversation: StoredResource) -> None:
        """Add those whom the request named to its conversation."""
        texts = read_body_form(self._request)[0].all(PARTICIPANT)
        add_recorded(self._scene, conversation, texts)

    def take(self, recorded: ReplyReader, operation: Operation | None) -> StoredResource | None:
        """Take in one resource as it was shown, and give it where it is a record."""
        if self.resource is CONFIGURATION:
            self._take_configuration(recorded)
            return None
        sid = recorded.sid(self.resource.prefix, "sid")
        parent = self.parent(recorded) if sid is not None else None
        if sid is None or parent is None:
            return None
        values = self._values(recorded)
        collection = self.resource.collection(self._scene, parent)
        record = collection.find(sid)
        if record is None:
            self._make_way(parent, values)
            record = StoredResource(sid, self.resource.segment, parent, values)
            collection.add(record, recorded.number("index"))
        else:
            collection.change(record, values)
        write = Write(self._scene, operation or Operation.FETCH, parent, record)
        self.resource.hooks.written(write, record)
        return record

    def _make_way(self, parent: StoredResource, values: dict[str, Value]) -> None:
        """Forget a participant who is reached in the same way: its SID was made up."""
        if self.resource is PARTICIPANTS:
            reach = MessagingBinding.of(values)
            for other in list(PARTICIPANTS.collection(self._scene, parent)):
                if MessagingBinding.of(other.values) == reach:
                    forget(RESOURCES, PARTICIPANTS, self._scene, other)

    def know_conversation(self) -> None:
        """Make the conversation known that the path names, where it does so by its SID."""
        sid = next((name for name in self.names if is_sid(CONVERSATIONS.prefix, name)), None)
        service = self._service(None)
        if sid is not None and service is not None:
            self._known(CONVERSATIONS, service, sid)

    def _take_configuration(self, recorded: ReplyReader) -> None:
        service = recorded.sid(SERVICES.prefix, "default_chat_service_sid")
        if service is not None:
            adopt_default_service(self._scene.store, service, self._scene.now)
            self._scene.store.account.values.update(self._values(recorded))

    def _values(self, recorded: ReplyReader) -> dict[str, Value]:
        values = self.resource.hooks.learned(self._scene, recorded)
        for attribute in self.resource.attributes:
            if attribute.shown is None and attribute.name in recorded:
                values.setdefault(attribute.name, _value(attribute.name, recorded))
        return values

    def parent(self, recorded: ReplyReader) -> StoredResource | None:
        """Return what the resource stands under, made where it is not known yet."""
        if self.resource is SERVICES:
            return self._scene.store.account
        service = self._service(recorded.sid(SERVICES.prefix, "chat_service_sid"))
        if self.resource is CONVERSATIONS or service is None:
            return service
        sid = recorded.sid(CONVERSATIONS.prefix, "conversation_sid")
        return self._conversation(sid, service) if sid is not None else None

    def _service(self, sid: str | None) -> StoredResource | None:
        store = self._scene.store
        if not self._route.in_service:
            if sid is not None:
                adopt_default_service(store, sid, self._scene.now)
            return default_service(store)
        return self._known(SERVICES, store.account, self.names[0])

    def _conversation(self, sid: str, service: StoredResource) -> StoredResource:
        conversation = self._known(CONVERSATIONS, service, sid)
        if self.resource.parent is not CONVERSATIONS:
            return conversation
        name = self.names[1 if self._route.in_service else 0]
        if not is_sid(CONVERSATIONS.prefix, name):
            CONVERSATIONS.collection(self._scene, service).change(
                conversation, {"unique_name": name}
            )
        return conversation

    def _known(self, resource: Resource, parent: StoredResource, sid: str) -> StoredResource:
        """Return a record of which no more than the SID may be known."""
        collection = resource.collection(self._scene, parent)
        record = collection.find(sid)
        if record is None:
            now = self._scene.now
            dates: dict[str, Value] = {"date_created": now, "date_updated": now}
            record = StoredResource(sid, resource.segment, parent, dates)
            collection.add(record)
        return record


def _is_good(response: Response) -> bool:
    return 200 <= response.status < 300


def _read(response: Response) -> ReplyReader:
    try:
        return ReplyReader(json.loads(response.body))
    except (ValueError, RecursionError):
        return ReplyReader(None)


def _value(name: str, recorded: ReplyReader) -> Value:
    if name in DATES:
        return recorded.moment(name)
    number = recorded.number(name)
    return recorded.text(name) if number is None else number
