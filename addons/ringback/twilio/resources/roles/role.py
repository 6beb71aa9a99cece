"""The tables of roles."""

from ringback.twilio.resources.roles.default_roles import PREFIX, SEGMENT
from ringback.twilio.resources.roles.permissions import KNOWN, PERMISSIONS
from ringback.twilio.resources.roles.role_behavior import RoleBehavior
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.attributes import (
    Attribute,
    get_account_sid,
    get_parent_sid,
    get_sid,
    get_url,
)
from ringback.twilio.schema.behavior import Operation
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.resource import PageSize, Resource
from ringback.twilio.schema.validators import Choice, Text
from ringback.twilio.values import faults

LONGEST_NAME = 64
LARGEST_PAGE = 50

PERMISSION = Parameter(
    "Permission",
    "permissions",
    Choice(KNOWN, faults.PERMISSION_NOT_FOUND),
    required=True,
    repeated=True,
)

ROLES = Resource(
    segment=SEGMENT,
    prefix=PREFIX,
    key="roles",
    parent=SERVICES,
    attributes=(
        Attribute("sid", get_sid),
        Attribute("account_sid", get_account_sid),
        Attribute("chat_service_sid", get_parent_sid),
        Attribute("friendly_name"),
        Attribute("type"),
        Attribute("permissions"),
        Attribute("date_created"),
        Attribute("date_updated"),
        Attribute("url", get_url),
    ),
    operations=frozenset(Operation),
    creation=(
        Parameter(
            "FriendlyName",
            "friendly_name",
            Text(LONGEST_NAME, faults.FRIENDLY_NAME_TOO_LONG),
            required=True,
        ),
        Parameter(
            "Type", "type", Choice(tuple(PERMISSIONS), faults.INVALID_ROLE_TYPE), required=True
        ),
        PERMISSION,
    ),
    update=(PERMISSION,),
    page_size=PageSize(LARGEST_PAGE, LARGEST_PAGE),
    sends_webhooks=False,
    behavior=RoleBehavior(),
)
