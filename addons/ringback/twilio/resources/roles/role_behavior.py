"""The behavior of roles: permissions by type, and roles that are in use."""

from ringback.twilio.resources.roles import default_roles
from ringback.twilio.resources.roles.permissions import PERMISSIONS
from ringback.twilio.schema.behavior import Operation, ResourceBehavior, Write
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value

# The collections whose records have a role.
HOLDERS = ("Users", "Participants")
DEFAULTS = (default_roles.USER_ROLE, default_roles.PARTICIPANT_ROLE, default_roles.CREATOR_ROLE)


class RoleBehavior(ResourceBehavior):
    """Every service has four roles from the start, and a role in use stays."""

    def on_opened(
        self, context: RequestContext, parent: StoredResource, collection: Collection
    ) -> None:
        """Add the default roles of a service."""
        default_roles.add_default_roles(parent, collection, context.store.sids)

    def refuse_write(self, write: Write) -> Fault | None:
        """Return the fault of deleting a role that is in use, or None.

        INFERRED (fidelity: role-in-use): that it is refused, and the fault.
        """
        role = write.record
        if role is None or write.operation is not Operation.DELETE:
            return None
        return faults.ROLE_IN_USE if _is_in_use(write.context, role) else None

    def refuse_values(self, write: Write) -> Fault | None:
        """Return the fault of an empty name, or of a permission that is not of the type, or None.

        INFERRED (fidelity: blank-role-name): that an empty name is refused.
        """
        values = write.arguments.values
        if values.get("friendly_name") == "":
            return faults.FRIENDLY_NAME_NOT_PROVIDED
        role_type = values.get("type") if write.record is None else write.record.text("type")
        granted = values.get("permissions")
        known = PERMISSIONS.get(str(role_type), ())
        is_known = not isinstance(granted, tuple) or set(granted) <= set(known)
        return None if is_known else faults.PERMISSION_NOT_FOUND

    def find_made_up(
        self, _context: RequestContext, collection: Collection, values: dict[str, Value]
    ) -> StoredResource | None:
        """Return the default role with the same name and type, if its SID is made up."""
        for role in collection:
            is_same = all(
                role.values.get(key) == values.get(key) for key in ("friendly_name", "type")
            )
            if is_same and default_roles.IS_MADE_UP in role.values:
                return role
        return None

    def on_removed(self, context: RequestContext, record: StoredResource) -> None:
        """Remember the SID, under which no role is adopted."""
        context.store.former_sids[record.sid] = None

    def on_renamed(self, context: RequestContext, record: StoredResource, old_sid: str) -> None:
        """Update the SID in the service's defaults, and in the users and participants.

        No role is adopted under the made-up one.
        """
        record.forget(default_roles.IS_MADE_UP)
        context.store.former_sids[old_sid] = None
        if record.parent is None:
            return
        for key in DEFAULTS:
            if record.parent.values.get(key) == old_sid:
                record.parent.change({key: record.sid})
        for holder in context.store.records(*HOLDERS):
            if holder.values.get("role_sid") == old_sid:
                holder.change({"role_sid": record.sid})


def _is_in_use(context: RequestContext, role: StoredResource) -> bool:
    defaults = role.parent.values if role.parent is not None else {}
    return any(defaults.get(key) == role.sid for key in DEFAULTS) or any(
        holder.values.get("role_sid") == role.sid for holder in context.store.records(*HOLDERS)
    )
