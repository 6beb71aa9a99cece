"""The tables of address configurations: what becomes of messages to an address of the account."""

import re

from ringback.twilio.resources.configuration.address_behavior import (
    AddressBehavior,
    get_auto_creation,
)
from ringback.twilio.resources.webhook_parameters import CONVERSATION_FILTER, METHOD, URL
from ringback.twilio.schema.attributes import Attribute, get_account_sid, get_sid, get_url
from ringback.twilio.schema.behavior import Operation
from ringback.twilio.schema.parameters import Blank, Parameter
from ringback.twilio.schema.resource import Alias, PageSize, Resource
from ringback.twilio.schema.validators import Boolean, Choice, Number, Sid, Text
from ringback.twilio.values import faults
from ringback.twilio.values.addresses import LONGEST_ADDRESS

LONGEST_NAME = 256
LARGEST_PAGE = 50

# INFERRED (fidelity: address-configuration-faults): the faults of wrong values.
TYPE = Choice(
    ("sms", "whatsapp", "messenger", "gbm", "email", "rcs", "apple", "chat"),
    faults.INVALID_PARAMETER,
    any_case=True,
)
ADDRESS = Text(
    LONGEST_ADDRESS,
    faults.INVALID_ADDRESS,
    excluded=re.compile(r"\S*\s.*|", re.DOTALL),
    excluded_fault=faults.INVALID_ADDRESS,
)
COUNTRY = Text(
    excluded=re.compile(r"(?![A-Za-z]{2}\Z).*", re.DOTALL),
    excluded_fault=faults.INVALID_PARAMETER,
)
FRIENDLY_NAME = Parameter(
    "FriendlyName",
    "friendly_name",
    Text(LONGEST_NAME, faults.FRIENDLY_NAME_TOO_LONG),
    blank=Blank.IGNORED,
)
AUTO_CREATION = (
    Parameter("AutoCreation.Enabled", "auto_creation.enabled", Boolean(faults.INVALID_PARAMETER)),
    Parameter(
        "AutoCreation.Type",
        "auto_creation.type",
        Choice(("webhook", "studio", "default"), faults.INVALID_TARGET, any_case=True),
    ),
    Parameter(
        "AutoCreation.ConversationServiceSid",
        "auto_creation.conversation_service_sid",
        Sid("IS", faults.SERVICE_NOT_FOUND),
        blank=Blank.CLEARS,
    ),
    Parameter("AutoCreation.WebhookUrl", "auto_creation.webhook_url", URL),
    Parameter("AutoCreation.WebhookMethod", "auto_creation.webhook_method", METHOD),
    Parameter(
        "AutoCreation.WebhookFilters",
        "auto_creation.webhook_filters",
        CONVERSATION_FILTER,
        repeated=True,
    ),
    Parameter(
        "AutoCreation.StudioFlowSid",
        "auto_creation.studio_flow_sid",
        Sid("FW", faults.INVALID_FLOW),
    ),
    Parameter(
        "AutoCreation.StudioRetryCount",
        "auto_creation.studio_retry_count",
        Number(faults.INVALID_RETRY_COUNT),
    ),
)

ADDRESSES = Resource(
    segment="Configuration/Addresses",
    prefix="IG",
    key="address_configurations",
    parent=None,
    attributes=(
        Attribute("account_sid", get_account_sid),
        Attribute("sid", get_sid),
        Attribute("address"),
        Attribute("type"),
        Attribute("friendly_name"),
        Attribute("address_country"),
        Attribute("auto_creation", get_auto_creation),
        Attribute("date_created"),
        Attribute("date_updated"),
        Attribute("url", get_url),
    ),
    operations=frozenset(Operation),
    creation=(
        Parameter("Type", "type", TYPE, required=True),
        Parameter("Address", "address", ADDRESS, required=True),
        FRIENDLY_NAME,
        *AUTO_CREATION,
        Parameter("AddressCountry", "address_country", COUNTRY, blank=Blank.IGNORED),
    ),
    update=(FRIENDLY_NAME, *AUTO_CREATION),
    filters=(Parameter("Type", "type", TYPE, blank=Blank.IGNORED),),
    page_size=PageSize(LARGEST_PAGE, LARGEST_PAGE),
    alias=Alias("address", faults.ADDRESS_CONFIGURED),
    sends_webhooks=False,
    behavior=AddressBehavior(),
)
