"""Which role a user or a participant has."""

from ringback.twilio.resources.roles import default_roles
from ringback.twilio.resources.roles.adoption import is_adoptable
from ringback.twilio.resources.roles.permissions import CONVERSATION, SERVICE
from ringback.twilio.resources.roles.role import ROLES
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Value

# By the type of a role: the value of a service that is the SID of the default one.
_DEFAULT_FOR = {
    SERVICE: default_roles.USER_ROLE,
    CONVERSATION: default_roles.PARTICIPANT_ROLE,
}


def has_role(context: RequestContext, service: StoredResource, sid: Value, role_type: str) -> bool:
    """Whether a service has a role of a type under a SID, or can adopt it as one of that type.

    A note names a role that is unknown. Who accepts the request adopts the role afterwards, by
    `adopt_configured_role`.
    """
    role = ROLES.collection(context, service).find_by_sid(str(sid))
    if is_adoptable(context, str(sid)) if role is None else role.text("type") == role_type:
        return True
    where = f"GET /v1{context.service}/Roles lists them"
    context.notes.append(f"{sid} is not a role of type {role_type} in this service; {where}.")
    return False


def get_default_role(context: RequestContext, service: StoredResource, role_type: str) -> Value:
    """Return the SID of the role that a new user or participant has."""
    ROLES.collection(context, service)  # opened, it has the default roles
    return service.values.get(_DEFAULT_FOR[role_type])


def adopt_role(
    context: RequestContext, service: StoredResource, sid: str, role_type: str, *, is_default: bool
) -> None:
    """Add a role that a recorded user or participant has, if it is not known.

    With `is_default` no role was asked for: it is the default one, whose SID was made up so far.
    INFERRED (fidelity: adopted-role): its name and permissions are those of the default role.
    """
    _adopt(context, service, sid, _DEFAULT_FOR[role_type], is_default=is_default)


def adopt_default_role(
    context: RequestContext, service: StoredResource, sid: str, default_for: str
) -> None:
    """Make a role that a recording shows the default, and add it if it is not known.

    `default_for` is the value of the service that names it.
    """
    _adopt(context, service, sid, default_for, is_default=True)
    service.change({default_for: sid})


def _adopt(
    context: RequestContext,
    service: StoredResource,
    sid: str,
    default_for: str,
    *,
    is_default: bool,
) -> None:
    roles = ROLES.collection(context, service)
    default = roles.find_by_sid(service.text(default_for) or "")
    if roles.find_by_sid(sid) is not None or default is None:
        return
    if is_default and default_roles.IS_MADE_UP in default.values:
        old_sid = default.sid
        context.store.rename(roles, default, sid)
        ROLES.behavior.on_renamed(context, default, old_sid)
    else:
        roles.add(StoredResource(sid, ROLES.segment, service, _copy_values(default)))


def _copy_values(role: StoredResource) -> dict[str, Value]:
    return {key: value for key, value in role.values.items() if key != default_roles.IS_MADE_UP}
