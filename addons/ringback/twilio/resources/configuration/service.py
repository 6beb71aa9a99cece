"""A service's configuration: its default roles, and whether it knows who is online."""

from dataclasses import dataclass

from ringback.twilio.resources.roles.adoption import adopt_configured_role
from ringback.twilio.resources.roles.assignment import adopt_default_role, has_role
from ringback.twilio.resources.roles.default_roles import (
    CREATOR_ROLE,
    PARTICIPANT_ROLE,
    USER_ROLE,
)
from ringback.twilio.resources.roles.permissions import CONVERSATION, SERVICE
from ringback.twilio.resources.roles.role import ROLES
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.attributes import Attribute, get_own_url, get_sid, make_own_links
from ringback.twilio.schema.behavior import Operation, ResourceBehavior, Write
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Boolean, Sid
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Json, Value


@dataclass(frozen=True, slots=True)
class DefaultRole:
    """A default role: its parameter, the service's value that names it, its type and fault."""

    parameter: str
    key: str
    type: str
    not_found: Fault


# INFERRED (fidelity: service-configuration): which fault answers which unknown role.
DEFAULT_ROLES = (
    DefaultRole(
        "DefaultConversationCreatorRoleSid",
        CREATOR_ROLE,
        CONVERSATION,
        faults.CREATOR_ROLE_NOT_FOUND,
    ),
    DefaultRole("DefaultConversationRoleSid", PARTICIPANT_ROLE, CONVERSATION, faults.INVALID_ROLE),
    DefaultRole("DefaultChatServiceRoleSid", USER_ROLE, SERVICE, faults.SERVICE_ROLE_NOT_FOUND),
)


class ServiceConfigurationBehavior(ResourceBehavior):
    """The default roles are roles of the service.

    The service itself is the record. INFERRED (fidelity: service-configuration-date): so an update
    changes its date.
    """

    def refuse_values(self, write: Write) -> Fault | None:
        """Return the fault of a role that the service does not have, or None."""
        types: dict[Value, str] = {}
        for role, sid in _list_roles(write):
            is_of_one_type = types.setdefault(sid, role.type) == role.type
            if not is_of_one_type or not _has_role(write, sid, role.type):
                return role.not_found
        return None

    def on_written(self, write: Write, record: StoredResource) -> None:
        """Adopt the default roles that the request names, if they are not known."""
        for role, sid in _list_roles(write):
            adopt_configured_role(write.context, record, sid, role.type)

    def seed_singleton(
        self,
        context: RequestContext,
        record: StoredResource,
        reply: ReplyReader,
        values: dict[str, Value],
    ) -> None:
        """Apply the values, and replace the made-up SIDs of the default roles."""
        for role in DEFAULT_ROLES:
            sid = reply.sid(ROLES.prefix, role.key)
            if sid is not None:
                adopt_default_role(context, record, sid, role.key)
        record.change(values)


def _list_roles(write: Write) -> list[tuple[DefaultRole, Value]]:
    """Return the default roles that a request sets, each with its SID."""
    sent = write.arguments.values
    return [(role, sent[role.key]) for role in DEFAULT_ROLES if role.key in sent]


def _has_role(write: Write, sid: Value, role_type: str) -> bool:
    return write.record is not None and has_role(write.context, write.record, sid, role_type)


def _show_role(key: str) -> Attribute:
    def get_role(service: StoredResource, context: RequestContext) -> Json:
        ROLES.collection(context, service)  # opened, it has the default roles
        return service.text(key)

    return Attribute(key, get_role)


SERVICE_CONFIGURATION = Resource(
    segment="Configuration",
    prefix=SERVICES.prefix,
    key="configuration",
    parent=SERVICES,
    attributes=(
        Attribute("chat_service_sid", get_sid),
        *(_show_role(role.key) for role in DEFAULT_ROLES),
        Attribute("reachability_enabled", default=False),
        Attribute("url", get_own_url),
        Attribute("links", make_own_links(notifications="Notifications", webhooks="Webhooks")),
    ),
    operations=frozenset((Operation.FETCH, Operation.UPDATE)),
    update=(
        *(Parameter(role.parameter, role.key, Sid("RL", role.not_found)) for role in DEFAULT_ROLES),
        Parameter("ReachabilityEnabled", "reachability_enabled", Boolean(faults.INVALID_PARAMETER)),
    ),
    sends_webhooks=False,
    singleton=True,
    needs_service=True,
    behavior=ServiceConfigurationBehavior(),
)
