"""An account's configuration: the defaults of its conversations."""

from ringback.twilio.resources.accounts import adopt_default_service, find_service
from ringback.twilio.resources.common_parameters import closed_timer, inactive_timer
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.attributes import Attribute, get_own_url, get_sid
from ringback.twilio.schema.behavior import Operation, ResourceBehavior, Write
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

# INFERRED (fidelity: unset-default-timer): a timer that is not set.
NO_TIMER = "PT0S"


class ConfigurationBehavior(ResourceBehavior):
    """The default service must be one of the account's services."""

    def refuse_values(self, write: Write) -> Fault | None:
        """Return the fault of a service that does not exist, or None.

        INFERRED (fidelity: unknown-default-service): which fault.
        """
        sid = write.arguments.values.get("default_chat_service_sid")
        if not isinstance(sid, str):
            return None
        return faults.SERVICE_NOT_FOUND if find_service(write.context, sid) is None else None

    def read_reply(self, _context: RequestContext, reply: ReplyReader) -> dict[str, Value]:
        """Return the default timers; None for a timer of no length."""
        values: dict[str, Value] = {}
        for timer in ("default_inactive_timer", "default_closed_timer"):
            duration = parse_duration(reply.text(timer) or "")
            values[timer] = None if duration is None or duration.is_zero else duration
        return values

    def seed_singleton(
        self,
        context: RequestContext,
        record: StoredResource,
        reply: ReplyReader,
        values: dict[str, Value],
    ) -> None:
        """Replace the account's configuration, and the made-up SID of its default service."""
        service = reply.sid(SERVICES.prefix, "default_chat_service_sid")
        if service is not None:
            adopt_default_service(context.store, service, context.now)
            record.change(values)


def _get_links(record: StoredResource, context: RequestContext) -> Json:
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
        Attribute("account_sid", get_sid),
        Attribute("default_chat_service_sid"),
        Attribute("default_messaging_service_sid"),
        Attribute("default_inactive_timer", default=NO_TIMER),
        Attribute("default_closed_timer", default=NO_TIMER),
        Attribute("url", get_own_url),
        Attribute("links", _get_links),
    ),
    operations=frozenset((Operation.FETCH, Operation.UPDATE)),
    update=(
        Parameter(
            "DefaultChatServiceSid",
            "default_chat_service_sid",
            Sid("IS", faults.SERVICE_NOT_FOUND),
        ),
        Parameter(  # INFERRED (fidelity: messaging-service): any is accepted
            "DefaultMessagingServiceSid",
            "default_messaging_service_sid",
            Sid("MG", faults.INVALID_MESSAGING_SERVICE),
        ),
        inactive_timer("DefaultInactiveTimer", "default_inactive_timer"),
        closed_timer("DefaultClosedTimer", "default_closed_timer"),
    ),
    sends_webhooks=False,
    singleton=True,
    set_later={
        "DefaultClosedTimer": "default_closed_timer",
        "DefaultInactiveTimer": "default_inactive_timer",
    },
    behavior=ConfigurationBehavior(),
)
