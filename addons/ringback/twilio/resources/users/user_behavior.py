"""The behavior of users: roles in the service."""

from ringback.http.forms import Form
from ringback.twilio.resources.roles.adoption import adopt_configured_role
from ringback.twilio.resources.roles.assignment import adopt_role, get_default_role, has_role
from ringback.twilio.resources.roles.permissions import SERVICE
from ringback.twilio.schema.behavior import Operation, ResourceBehavior, Write
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value


class UserBehavior(ResourceBehavior):
    """A user has a role of the service, by default that of the service's users."""

    def refuse_values(self, write: Write) -> Fault | None:
        """Return the fault of an empty identity or of an unknown role, or None.

        INFERRED (fidelity: user-role): which fault answers an unknown role.
        """
        values = write.arguments.values
        if values.get("identity") == "":
            return faults.IDENTITY_NOT_PROVIDED
        if "role_sid" not in values:
            return None
        is_known = has_role(write.context, write.parent, values["role_sid"], SERVICE)
        return None if is_known else faults.SERVICE_ROLE_NOT_FOUND

    def derive_values(self, write: Write) -> dict[str, Value]:
        """Return the default role of a new user."""
        if write.operation is not Operation.CREATE:
            return {}
        return {"role_sid": get_default_role(write.context, write.parent, SERVICE)}

    def on_written(self, write: Write, _record: StoredResource) -> None:
        """Adopt the role that the request names, if it is not known."""
        role = write.arguments.values.get("role_sid")
        if role is not None:
            adopt_configured_role(write.context, write.parent, role, SERVICE)

    def find_made_up(
        self, _context: RequestContext, collection: Collection, values: dict[str, Value]
    ) -> StoredResource | None:
        """Return the user with the same identity, which a participant made."""
        identity = values.get("identity")
        return collection.find_by_alias(identity) if isinstance(identity, str) else None

    def on_seeded(self, context: RequestContext, record: StoredResource, form: Form) -> None:
        """Add the role that the user has, if it is not known."""
        role = record.text("role_sid")
        if role is not None and record.parent is not None:
            is_default = form.first("RoleSid") is None
            adopt_role(context, record.parent, role, SERVICE, is_default=is_default)
