"""The behavior of address configurations: what each type of auto-creation needs and shows."""

from collections.abc import Mapping

from ringback.twilio.resources.accounts import find_service
from ringback.twilio.schema.attributes import to_json
from ringback.twilio.schema.behavior import Query, ResourceBehavior, Write
from ringback.twilio.schema.listing import Listing, OrderedListing
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.addresses import find_channel
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Json, Value

WEBHOOK, STUDIO, DEFAULT = "webhook", "studio", "default"
SERVICE = "conversation_service_sid"

# What each type of auto-creation shows, and what it requires. CONFLICT
# (fidelity: auto-creation-keys): whether what belongs to other types is left out or null.
SHOWN = {
    WEBHOOK: (SERVICE, "webhook_url", "webhook_method", "webhook_filters"),
    STUDIO: (SERVICE, "studio_flow_sid", "studio_retry_count"),
    DEFAULT: (SERVICE,),
}
# INFERRED (fidelity: auto-creation-needs): as for the webhooks of a conversation, which it adds.
NEEDED = {
    WEBHOOK: (
        ("webhook_url", faults.NO_WEBHOOK_URL),
        ("webhook_filters", faults.NO_FILTERS),
    ),
    STUDIO: (("studio_flow_sid", faults.INVALID_FLOW),),
    DEFAULT: (),
}
# The types whose addresses have a known form. INFERRED (fidelity: configured-addresses): those of
# other types can be anything.
CHECKED = ("sms", "email")


class AddressBehavior(ResourceBehavior):
    """An address belongs to the account, and is configured once."""

    def refuse_values(self, write: Write) -> Fault | None:
        """Return the fault of an address, or of an auto-creation that lacks something, or None."""
        stored = write.record.values if write.record is not None else {}
        values = {**stored, **write.arguments.values}
        return (
            _refuse_address(values)
            or _refuse_auto_creation(values)
            or _refuse_service(write.context, write.arguments.values)
        )

    def on_written(self, write: Write, record: StoredResource) -> None:
        """Remember whose number it is, and add a note for who waits for a flow."""
        write.context.store.participants.twilio_numbers[record.text("address") or ""] = None
        if record.text("auto_creation.type") == STUDIO:
            write.context.notes.append("The address is stored, but the fake starts no Studio flow.")

    def list_records(self, query: Query) -> Listing | Fault:
        """Return the configurations of a type, or all."""
        wanted = query.filters.values.get("type")
        return OrderedListing(
            query.collection.order,
            predicate=None if wanted is None else lambda record: record.text("type") == wanted,
        )

    def read_reply(self, _context: RequestContext, reply: ReplyReader) -> dict[str, Value]:
        """Return the auto-creation."""
        shown = ReplyReader(reply.value("auto_creation"))
        texts = (
            "type",
            SERVICE,
            "webhook_url",
            "webhook_method",
            "studio_flow_sid",
        )
        return {
            **{f"auto_creation.{name}": shown.text(name) for name in texts},
            "auto_creation.enabled": shown.value("enabled") is True,
            "auto_creation.webhook_filters": shown.texts("webhook_filters"),
            "auto_creation.studio_retry_count": shown.number("studio_retry_count"),
        }


def get_auto_creation(record: StoredResource, _context: RequestContext) -> Json:
    """Return what happens to a first message to an address."""
    kind = record.text("auto_creation.type") or DEFAULT
    shown: dict[str, Json] = {
        "enabled": record.values.get("auto_creation.enabled") is True,
        "type": kind,
    }
    for name in SHOWN.get(kind, ()):
        # INFERRED (fidelity: webhook-method): the default.
        default = "POST" if name == "webhook_method" else None
        value = record.values.get(f"auto_creation.{name}", default)
        if value is not None:
            shown[name] = to_json(value)
    return shown


def _refuse_address(values: dict[str, Value]) -> Fault | None:
    kind, address = values.get("type"), values.get("address")
    is_wrong = kind in CHECKED and find_channel(str(address)) != kind
    return faults.INVALID_ADDRESS if is_wrong else None


def _refuse_auto_creation(values: dict[str, Value]) -> Fault | None:
    needed = NEEDED.get(str(values.get("auto_creation.type")), ())
    missing = (fault for name, fault in needed if not values.get(f"auto_creation.{name}"))
    return next(missing, None)


def _refuse_service(context: RequestContext, sent: Mapping[str, Value]) -> Fault | None:
    """Return the fault of a service that does not exist, or None.

    One that was deleted later stays: seen live (fidelity: service-of-address).
    """
    sid = sent.get(f"auto_creation.{SERVICE}")
    is_unknown = isinstance(sid, str) and find_service(context, sid) is None
    return faults.SERVICE_NOT_FOUND if is_unknown else None
