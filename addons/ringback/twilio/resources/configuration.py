"""An account's configuration: what its conversations begin with."""

from ringback.twilio.resources.common_parameters import closed_timer, inactive_timer
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.attributes import Attribute, own_sid
from ringback.twilio.schema.hooks import Operation, ResourceHooks, Write
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Sid
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.durations import parse_duration
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Json, Value

# A timer that is not set: on a live account none of the defaults was empty, so INFERRED no null.
NO_TIMER = "PT0S"


class ConfigurationHooks(ResourceHooks):
    """The default service must be one of the account's."""

    def refuse_values(self, write: Write) -> Fault | None:
        """Refuse a service that is not there; that this code answers it is INFERRED."""
        sid = write.arguments.values.get("default_chat_service_sid")
        services = SERVICES.collection(write.context, write.parent)
        is_unknown = isinstance(sid, str) and services.find(sid) is None
        return faults.SERVICE_NOT_FOUND if is_unknown else None

    def learned(self, _scene: RequestContext, recorded: ReplyReader) -> dict[str, Value]:
        """Learn the default timers."""
        values: dict[str, Value] = {}
        for timer in ("default_inactive_timer", "default_closed_timer"):
            duration = parse_duration(recorded.text(timer) or "")
            values[timer] = None if duration is None or duration.is_zero else duration
        return values


def _url(_record: StoredResource, context: RequestContext) -> Json:
    return context.own_url


def _links(record: StoredResource, context: RequestContext) -> Json:
    service = record.text("default_chat_service_sid")
    return {
        "service": f"{context.version_url}/Services/{service}/Configuration",
        "webhooks": f"{context.own_url}/Webhooks",
    }


CONFIGURATION = Resource(
    segment="Configuration",
    prefix="AC",
    key="configuration",
    parent=None,
    attributes=(
        Attribute("account_sid", own_sid),
        Attribute("default_chat_service_sid"),
        Attribute("default_messaging_service_sid"),
        Attribute("default_inactive_timer", default=NO_TIMER),
        Attribute("default_closed_timer", default=NO_TIMER),
        Attribute("url", _url),
        Attribute("links", _links),
    ),
    operations=frozenset((Operation.FETCH, Operation.UPDATE)),
    update=(
        Parameter(
            "DefaultChatServiceSid",
            "default_chat_service_sid",
            Sid("IS", faults.SERVICE_NOT_FOUND),
        ),
        Parameter(  # any will do, as in a conversation (INFERRED)
            "DefaultMessagingServiceSid",
            "default_messaging_service_sid",
            Sid("MG", faults.INVALID_MESSAGING_SERVICE),
        ),
        inactive_timer("DefaultInactiveTimer", "default_inactive_timer"),
        closed_timer("DefaultClosedTimer", "default_closed_timer"),
    ),
    is_told=False,
    is_single=True,
    hooks=ConfigurationHooks(),
    inferred="timers that are not set read `PT0S`; the fault of an unknown service",
)
