"""The user behind an identity, made when the identity is first used."""

from ringback.twilio.operations.crud import add_record
from ringback.twilio.resources.users.user import USERS
from ringback.twilio.schema.behavior import Operation, Write
from ringback.twilio.schema.parameters import Arguments
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource


def find_user(
    context: RequestContext, service: StoredResource, identity: str
) -> StoredResource | None:
    """Return the user of a service with an identity, or None."""
    return USERS.collection(context, service).find_by_alias(identity)


def add_user_of(context: RequestContext, participant: StoredResource) -> None:
    """Add the user of a participant who has an identity, unless it exists.

    INFERRED (fidelity: users-of-authors): an author who takes part in no conversation has none.
    """
    identity = participant.text("identity")
    service = participant.parent.parent if participant.parent is not None else None
    if identity is None or service is None or find_user(context, service, identity) is not None:
        return
    users = USERS.collection(context, service)
    arguments = Arguments({"identity": identity})
    add_record(USERS, Write(context, Operation.CREATE, service, users, arguments=arguments))
