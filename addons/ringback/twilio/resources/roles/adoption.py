"""Adoption of roles that requests name and nothing created here."""

from ringback.twilio.resources.roles.default_roles import DEFAULT_ROLES, PARTICIPANT_ROLE, USER_ROLE
from ringback.twilio.resources.roles.role import ROLES
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Value

# INFERRED (fidelity: configured-role): the name and the permissions of an adopted role.
NAME = "name unknown (adopted by Ringback)"
_PERMISSIONS = {
    role.type: role.permissions
    for role in DEFAULT_ROLES
    if role.default_for in (USER_ROLE, PARTICIPANT_ROLE)
}


def is_adoptable(context: RequestContext, sid: str) -> bool:
    """Whether a role that the service does not have can be adopted under its SID.

    It cannot if it existed once, if another service has it, or if the settings refuse unknown
    services and roles.
    """
    if not context.adopts_services or sid in context.store.former_sids:
        return False
    services = SERVICES.collection(context, context.store.account)
    return all(ROLES.collection(context, one).find_by_sid(sid) is None for one in services)


def adopt_configured_role(
    context: RequestContext, service: StoredResource, sid: Value, role_type: str
) -> None:
    """Add the role that an accepted request names to a service, unless the service has it.

    Applications have the SIDs of their roles from the Twilio Console, or from a script that ran
    once. `role_type` is what the parameter is for: only its place tells the type of the role.
    """
    roles = ROLES.collection(context, service)
    if roles.find_by_sid(str(sid)) is not None:
        return
    context.notes.append(
        f"The role {sid} was not created here and is adopted, with the type {role_type}; "
        "with --unknown-services refuse it is Twilio's fault."
    )
    values: dict[str, Value] = {
        "friendly_name": NAME,
        "type": role_type,
        "permissions": _PERMISSIONS[role_type],
        "date_created": context.now,
        "date_updated": context.now,
    }
    roles.add(StoredResource(str(sid), ROLES.segment, service, values))
