"""From the records of a document to the state of an account, which is empty before."""

from ringback.twilio.resources.accounts import adopt_default_service, get_default_service
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.roles.role import ROLES
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.state_document import kinds
from ringback.twilio.state_document.add_record import Adder
from ringback.twilio.state_document.kinds import Kind
from ringback.twilio.state_document.load_conversation import load_conversation
from ringback.twilio.state_document.load_file import load_file
from ringback.twilio.state_document.nodes import Problem
from ringback.twilio.state_document.records import Record
from ringback.twilio.store.stored_resource import StoredResource


def load(account: Record, context: RequestContext) -> list[Problem]:
    """Add what an account has to its state; return what Twilio would have refused.

    No webhook is sent. A record that is refused is left out, with what is under it.
    """
    adder, store = Adder(context), context.store
    _load_account_values(account, adder)
    parts = _load_services(account, adder)
    default = get_default_service(store)
    if default is not None:
        parts.setdefault(default, []).append(account)
    for kind in (kinds.CREDENTIAL, kinds.ADDRESS):
        for record in account.list_children(kind):
            adder.add(record, store.account)
    for service, records in parts.items():
        _load_contents(service, records, adder)
    for configuration in account.children.get(kinds.CONFIGURATION, ()):
        _load_inner(configuration, store.account, adder)
    return adder.problems


def _load_account_values(account: Record, adder: Adder) -> None:
    """Apply the account's own values; a default service that is named exists."""
    store = adder.context.store
    store.former_sids.update(dict.fromkeys(_list_texts(account, kinds.FORMER_SIDS)))
    numbers = _list_texts(account, kinds.TWILIO_NUMBERS)
    store.participants.twilio_numbers.update(dict.fromkeys(numbers))
    for configuration in account.children.get(kinds.CONFIGURATION, ()):
        sid = configuration.values.get("default_chat_service_sid")
        if isinstance(sid, str):
            adopt_default_service(store, sid, adder.context.now)
        store.account.change(configuration.stored)


def _list_texts(record: Record, key: str) -> tuple[str, ...]:
    value = record.values.get(key)
    return value if isinstance(value, tuple) else ()


def _load_services(account: Record, adder: Adder) -> dict[StoredResource, list[Record]]:
    """Add the services in the order of the document; the default one is there already."""
    store = adder.context.store
    collection = SERVICES.collection(adder.context, store.account)
    added: dict[StoredResource, list[Record]] = {}
    for record in account.list_children(kinds.SERVICE):
        found = collection.find_by_sid(record.sid) if record.sid is not None else None
        service = found or adder.add(record, store.account)
        if service is not None:
            collection.update(service, record.stored)
            collection.order.move_to_end(service)
            added[service] = [record]
    default = get_default_service(store)
    if default is not None and default.sid in store.former_sids:  # it was deleted
        collection.remove(default)
    return added


def _load_contents(service: StoredResource, parts: list[Record], adder: Adder) -> None:
    """Add what is in a service; each kind may need what is added before it.

    The parts are the records that have its contents: its own, and for the default service that of
    the account.
    """
    context = adder.context
    has_roles = any(kinds.ROLE.key in part.children for part in parts)
    if has_roles and any(part.is_complete for part in parts):
        context.store.collection(ROLES.segment, service)  # without the roles of a new one
    _add_all(parts, kinds.ROLE, service, adder)
    for part in parts:
        if part.kind is kinds.SERVICE:
            for configuration in part.children.get(kinds.CONFIGURATION, ()):
                adder.update_single(configuration, service)
                _load_inner(configuration, service, adder)
    _add_all(parts, kinds.USER, service, adder)
    for part in parts:
        for file in part.list_children(kinds.FILE):
            load_file(file, service, adder)
    _load_conversations(_list_all(parts, kinds.CONVERSATION), service, adder)
    _add_all(parts, kinds.BINDING, service, adder)


def _add_all(parts: list[Record], kind: Kind, service: StoredResource, adder: Adder) -> None:
    for record in _list_all(parts, kind):
        adder.add(record, service)


def _list_all(parts: list[Record], kind: Kind) -> list[Record]:
    return [record for part in parts for record in part.list_children(kind)]


def _load_conversations(records: list[Record], service: StoredResource, adder: Adder) -> None:
    """Add conversations in the order of the document.

    Those that are closed come first: what they have is free for others, as it was at Twilio.
    """
    loaded: dict[int, StoredResource | None] = {}
    for is_closed in (True, False):
        for number, record in enumerate(records):
            if (record.values.get("state") == conversation_state.CLOSED) == is_closed:
                loaded[number] = load_conversation(record, service, adder)
    order = CONVERSATIONS.collection(adder.context, service).order
    for number in range(len(records)):
        conversation = loaded[number]
        if conversation is not None:
            order.move_to_end(conversation)


def _load_inner(configuration: Record, parent: StoredResource, adder: Adder) -> None:
    """Apply the configurations inside of one: webhooks and notifications."""
    for records in configuration.children.values():
        for record in records:
            adder.update_single(record, parent)
