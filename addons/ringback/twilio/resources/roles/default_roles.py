"""The roles that a service has from the start, and what each of them is the default for.

INFERRED (fidelity: default-roles): the names and permissions of the service's two roles.
"""

from dataclasses import dataclass

from ringback.twilio.resources.roles.permissions import CONVERSATION, PERMISSIONS, SERVICE
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.sid_sources import SidSource
from ringback.twilio.values.types import Value

SEGMENT = "Roles"
PREFIX = "RL"

# The value of a role that is set as long as no recording has shown its SID.
IS_MADE_UP = "is_made_up"

# The values of a service that are the SIDs of its default roles.
USER_ROLE = "default_chat_service_role_sid"
PARTICIPANT_ROLE = "default_conversation_role_sid"
CREATOR_ROLE = "default_conversation_creator_role_sid"


@dataclass(frozen=True, slots=True)
class DefaultRole:
    """A role that every service has; `default_for` is the service's value that names it."""

    friendly_name: str
    type: str
    permissions: tuple[str, ...]
    default_for: str | None = None


DEFAULT_ROLES = (
    DefaultRole("service admin", SERVICE, PERMISSIONS[SERVICE]),
    DefaultRole(
        "service user",
        SERVICE,
        ("createConversation", "joinConversation", "editOwnUserInfo"),
        USER_ROLE,
    ),
    DefaultRole(
        "channel admin",
        CONVERSATION,
        (
            "deleteConversation",
            "removeParticipant",
            "editConversationName",
            "editConversationAttributes",
            "addParticipant",
            "sendMessage",
            "sendMediaMessage",
            "leaveConversation",
            "editAnyMessage",
            "editAnyMessageAttributes",
            "editAnyParticipantAttributes",
            "deleteAnyMessage",
            "editNotificationLevel",
        ),
        CREATOR_ROLE,
    ),
    DefaultRole(
        "channel user",
        CONVERSATION,
        ("sendMessage", "leaveConversation", "editOwnMessage", "deleteOwnMessage"),
        PARTICIPANT_ROLE,
    ),
)


def add_default_roles(service: StoredResource, roles: Collection, sids: SidSource) -> None:
    """Add the roles of a new service, and make them its defaults.

    Their SIDs depend on the service only.
    """
    dates = {key: service.values.get(key) for key in ("date_created", "date_updated")}
    for default in DEFAULT_ROLES:
        is_participants = default.default_for == PARTICIPANT_ROLE
        cause = service.sid if is_participants else f"{service.sid}/{default.friendly_name}"
        sid = sids.derive(PREFIX, cause)
        values: dict[str, Value] = {
            "friendly_name": default.friendly_name,
            "type": default.type,
            "permissions": default.permissions,
            IS_MADE_UP: True,
            **dates,
        }
        roles.add(StoredResource(sid, SEGMENT, service, values))
        if default.default_for is not None and default.default_for not in service.values:
            service.change({default.default_for: sid})
