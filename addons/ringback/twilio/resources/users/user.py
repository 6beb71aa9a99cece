"""The tables of users."""

from ringback.twilio.resources.common_parameters import attributes, identity
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.resources.users.user_behavior import UserBehavior
from ringback.twilio.schema.attributes import (
    Attribute,
    get_account_sid,
    get_parent_sid,
    get_sid,
    get_url,
    make_links,
)
from ringback.twilio.schema.behavior import Operation
from ringback.twilio.schema.parameters import Blank, Parameter
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Alias, PageSize, Resource
from ringback.twilio.schema.validators import Sid, Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.types import Json

LARGEST_ATTRIBUTES = 4_096  # INFERRED (fidelity: user-attributes-limit)
LONGEST_NAME = 256
LARGEST_PAGE = 50

UPDATE = (
    Parameter(
        "FriendlyName",
        "friendly_name",
        Text(LONGEST_NAME, faults.FRIENDLY_NAME_TOO_LONG),
        blank=Blank.IGNORED,  # INFERRED (fidelity: blank-user-name)
    ),
    attributes(LARGEST_ATTRIBUTES),
    Parameter("RoleSid", "role_sid", Sid("RL", faults.SERVICE_ROLE_NOT_FOUND)),
)


def _get_reachability(_record: StoredResource, _context: RequestContext) -> Json:
    """Return null, as for a user who was never online and never registered a device.

    Both take the connection of a client library, which the fake does not have.
    """
    return None


USERS = Resource(
    segment="Users",
    prefix="US",
    key="users",
    parent=SERVICES,
    attributes=(
        Attribute("sid", get_sid),
        Attribute("account_sid", get_account_sid),
        Attribute("chat_service_sid", get_parent_sid),
        Attribute("role_sid"),
        Attribute("identity"),
        Attribute("friendly_name"),
        Attribute("attributes", default="{}"),
        Attribute("is_online", _get_reachability),
        Attribute("is_notifiable", _get_reachability),
        Attribute("date_created"),
        Attribute("date_updated"),
        Attribute("url", get_url),
        Attribute("links", make_links(user_conversations="Conversations")),
    ),
    operations=frozenset(Operation),
    creation=(identity(required=True), *UPDATE),
    update=UPDATE,
    page_size=PageSize(LARGEST_PAGE, LARGEST_PAGE),
    alias=Alias("identity", faults.USER_EXISTS),
    foreign_key="user_sid",
    noun="User",
    behavior=UserBehavior(),
)
