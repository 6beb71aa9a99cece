"""From the states of accounts to a document, from which the same states can be loaded."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from ringback.twilio.resources.accounts import get_default_service
from ringback.twilio.resources.message_behavior import list_files
from ringback.twilio.resources.roles.role import ROLES
from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.attributes import to_json
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.state_document import kinds
from ringback.twilio.state_document.files import DATA
from ringback.twilio.state_document.kinds import Kind
from ringback.twilio.state_document.own_validators import format_exact
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Json, Value

Document = dict[str, Json]


def dump_accounts(contexts: Iterable[RequestContext]) -> Document:
    """Return the document of some accounts, each at the date of its context.

    The document of a single account is the account itself.
    """
    accounts: list[Json] = [_dump_account(context) for context in contexts]
    if len(accounts) == 1 and isinstance(accounts[0], dict):
        return accounts[0]
    return {kinds.ACCOUNT.key: accounts}


def _dump_account(context: RequestContext) -> Document:
    """Return an account; what is in its default service stands in the account itself."""
    account, default = context.store.account, get_default_service(context.store)
    services = list(context.store.collection(kinds.SERVICE.resource.segment, account))
    document: Document = {kinds.ACCOUNT_SID: account.sid, **_dump_beside(context)}
    document |= _dump_single(kinds.ACCOUNT.children[0], account, context)
    for service in services:  # opened, it has its default roles
        ROLES.collection(context, service)
    document[kinds.SERVICE.key] = [
        _dump_service(service, context, is_default=service is default) for service in services
    ]
    for kind in (kinds.CREDENTIAL, kinds.ADDRESS):
        document |= _dump_list(kind, account, context)
    if default is not None:
        document |= _dump_contents(default, context)
    return document


def _dump_beside(context: RequestContext) -> Document:
    """Return what no reply shows of an account, and what later requests depend on."""
    store = context.store
    numbers = set(store.participants.twilio_numbers).difference(_list_numbers_in_use(context))
    found = {kinds.FORMER_SIDS: store.former_sids, kinds.TWILIO_NUMBERS: numbers}
    return {key: [*sorted(values)] for key, values in found.items() if values}


def _list_numbers_in_use(context: RequestContext) -> Iterator[str | None]:
    """Yield the account's numbers that its records show."""
    for record in context.store.records(kinds.PARTICIPANT.resource.segment):
        yield from (record.text("proxy_address"), record.text("projected_address"))
    for record in context.store.records(kinds.ADDRESS.resource.segment):
        yield record.text("address")


def _dump_service(
    service: StoredResource, context: RequestContext, *, is_default: bool
) -> Document:
    document = _dump_fields(kinds.SERVICE, service, context)
    document |= _dump_single(kinds.SERVICE.children[0], service, context)
    return document if is_default else document | _dump_contents(service, context)


def _dump_contents(service: StoredResource, context: RequestContext) -> Document:
    document: Document = {kinds.ROLE.key: []}  # else it would get those of a new service
    for kind in kinds.OF_A_SERVICE:
        document |= _dump_list(kind, service, context)
    return document


def _dump_list(kind: Kind, parent: StoredResource, context: RequestContext) -> Document:
    """Return the list of the records of a kind under a parent; nothing if there are none."""
    records = context.store.find_collection(kind.resource.segment, parent) or ()
    items: list[Json] = [_dump_record(kind, record, context) for record in records]
    return {kind.key: items} if items else {}


def _dump_record(kind: Kind, record: StoredResource, context: RequestContext) -> Document:
    document = _dump_fields(kind, record, context)
    if kind is kinds.MESSAGE:
        document |= _dump_files(document, record)
        return document | _dump_list(kinds.RECEIPT, record, context)
    if kind is kinds.FILE:
        return document | _dump_content(record, context)
    for child in kind.children:
        document |= _dump_list(child, record, context)
    return document


def _dump_single(kind: Kind, parent: StoredResource, context: RequestContext) -> Document:
    """Return a configuration with those inside of it; nothing if nothing of it was ever set."""
    resource = kind.resource
    if resource.prefix and parent.sid.startswith(resource.prefix):
        single: StoredResource | None = parent
    else:
        single = next(iter(context.store.find_collection(resource.segment, parent) or ()), None)
    document = {} if single is None else _dump_fields(kind, single, context)
    for child in kind.children:
        document |= _dump_single(child, parent, context)
    return {kind.key: document} if document else {}


def _dump_fields(kind: Kind, record: StoredResource, context: RequestContext) -> Document:
    """Return the values of a record that are set, each under its keys."""
    values: dict[str, Value] = {**record.values, "sid": record.sid, "index": record.ordinal}
    if kind is kinds.CONVERSATION:
        values |= _get_values_now(record, context)
    document: Document = {}
    for field in kind.fields:
        value = values.get(field.parameter.key)
        if value is not None:
            _put(document, field.keys, _show(value))
    return document


def _show(value: Value) -> Json:
    is_exact = isinstance(value, datetime) and value.microsecond != 0
    return format_exact(value) if is_exact and isinstance(value, datetime) else to_json(value)


def _put(document: Document, keys: tuple[str, ...], value: Json) -> None:
    *above, last = keys
    inner = document
    for key in above:
        found = inner.setdefault(key, {})
        assert isinstance(found, dict), "a key has either a value or keys below it"
        inner = found
    inner[last] = value


def _get_values_now(conversation: StoredResource, context: RequestContext) -> dict[str, Value]:
    """Return the state, and the index of the next message where it does not follow the last."""
    values: dict[str, Value] = {"state": _get_state(conversation, context)}
    messages = context.store.find_collection(kinds.MESSAGE.resource.segment, conversation)
    if messages is not None:
        last = next(messages.order.descending(), None)
        following = messages.order.next_ordinal
        if following != (last.ordinal + 1 if last is not None else 0):
            values[kinds.NEXT_INDEX] = following
    return values


def _get_state(conversation: StoredResource, context: RequestContext) -> str:
    """Return a conversation's state; that which it gets if it is still being set up."""
    for each in context.store.initializing:
        if each.conversation is conversation:
            return each.state
    return conversation_state.get_state(conversation, context.now)


def _dump_files(document: Document, message: StoredResource) -> Document:
    """Return the files of a message as a reply shows them, in the place of the SID of one."""
    files = list_files(message)
    if not files:
        return {}
    document.pop("media_sid", None)
    return {kinds.ATTACHMENT.key: [{"sid": sid, **_describe(file)} for sid, file in files]}


def _describe(file: Mapping[str, Json]) -> Document:
    shown = {key: file.get(key) for key in ("content_type", "filename", "size")}
    return {key: value for key, value in shown.items() if value is not None}


def _dump_content(file: StoredResource, context: RequestContext) -> Document:
    content = context.store.files.get(file.sid)
    return {} if content is None else {DATA: b64encode(content.data).decode("ascii")}
