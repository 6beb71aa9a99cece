"""Push notifications of a service: what is stored and shown; the fake sends none."""

from collections.abc import Iterator

from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.attributes import (
    Attribute,
    get_account_sid,
    get_own_url,
    get_parent_sid,
    to_json,
)
from ringback.twilio.schema.behavior import Operation, ResourceBehavior, Write
from ringback.twilio.schema.parameters import Blank, Parameter
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Boolean, Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.types import Json, Value

NEW_MESSAGE, WITH_MEDIA = "new_message", "new_message.with_media"
ADDED, REMOVED = "added_to_conversation", "removed_from_conversation"
# The settings of each kind of notification, in the order in which they are shown.
SETTINGS = {
    NEW_MESSAGE: ("enabled", "template", "badge_count_enabled", "sound"),
    WITH_MEDIA: ("enabled", "template"),
    ADDED: ("enabled", "template", "sound"),
    REMOVED: ("enabled", "template", "sound"),
}


def _switch(name: str, key: str) -> Parameter:
    return Parameter(name, key, Boolean(faults.INVALID_PARAMETER))


def _text(name: str, key: str) -> Parameter:
    # INFERRED (fidelity: notification-texts): dictionary 50058 and 50059 name no limits.
    return Parameter(name, key, Text(), blank=Blank.CLEARS)


PARAMETERS = (
    _switch("LogEnabled", "log_enabled"),
    _switch("NewMessage.Enabled", f"{NEW_MESSAGE}.enabled"),
    _text("NewMessage.Template", f"{NEW_MESSAGE}.template"),
    _text("NewMessage.Sound", f"{NEW_MESSAGE}.sound"),
    _switch("NewMessage.BadgeCountEnabled", f"{NEW_MESSAGE}.badge_count_enabled"),
    _switch("AddedToConversation.Enabled", f"{ADDED}.enabled"),
    _text("AddedToConversation.Template", f"{ADDED}.template"),
    _text("AddedToConversation.Sound", f"{ADDED}.sound"),
    _switch("RemovedFromConversation.Enabled", f"{REMOVED}.enabled"),
    _text("RemovedFromConversation.Template", f"{REMOVED}.template"),
    _text("RemovedFromConversation.Sound", f"{REMOVED}.sound"),
    _switch("NewMessage.WithMedia.Enabled", f"{WITH_MEDIA}.enabled"),
    _text("NewMessage.WithMedia.Template", f"{WITH_MEDIA}.template"),
)


class NotificationsBehavior(ResourceBehavior):
    """Notifications are not sent: the fake has no devices."""

    def on_written(self, write: Write, record: StoredResource) -> None:
        """Add a note for who waits for a notification."""
        if any(record.values.get(f"{kind}.enabled") for kind in SETTINGS):
            write.context.notes.append("The notifications are stored, but the fake sends none.")

    def read_reply(self, _context: RequestContext, reply: ReplyReader) -> dict[str, Value]:
        """Return the settings of all kinds."""
        return {
            f"{kind}.{setting}": _read(reply.value(*kind.split("."), setting))
            for kind, settings in SETTINGS.items()
            for setting in settings
        }


def _read(value: Json) -> Value:
    return value if isinstance(value, bool | str) else None


def _show_kind(kind: str) -> Attribute:
    def get_settings(record: StoredResource, _context: RequestContext) -> Json:
        media = dict(_list_settings(record, WITH_MEDIA)) if kind == NEW_MESSAGE else {}
        shown = {"enabled": False, **dict(_list_settings(record, kind))}
        return {**shown, "with_media": {"enabled": False, **media}} if media else shown

    return Attribute(kind, get_settings)


def _list_settings(record: StoredResource, kind: str) -> Iterator[tuple[str, Json]]:
    # INFERRED (fidelity: unset-notifications): what was never set has no key, but `enabled`.
    for setting in SETTINGS[kind]:
        value = record.values.get(f"{kind}.{setting}")
        if value is not None:
            yield setting, to_json(value)


NOTIFICATIONS = Resource(
    segment="Configuration/Notifications",
    prefix="",
    key="notifications",
    parent=SERVICES,
    attributes=(
        Attribute("account_sid", get_account_sid),
        Attribute("chat_service_sid", get_parent_sid),
        Attribute("log_enabled", default=False),
        _show_kind(ADDED),
        _show_kind(NEW_MESSAGE),
        _show_kind(REMOVED),
        Attribute("url", get_own_url),
    ),
    operations=frozenset((Operation.FETCH, Operation.UPDATE)),
    update=PARAMETERS,
    sends_webhooks=False,
    singleton=True,
    needs_service=True,
    behavior=NotificationsBehavior(),
)
