"""The table of push bindings, which devices make and no request creates."""

from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.attributes import (
    Attribute,
    get_account_sid,
    get_parent_sid,
    get_sid,
    get_url,
)
from ringback.twilio.schema.behavior import Operation, Query, ResourceBehavior
from ringback.twilio.schema.listing import Listing, OrderedListing
from ringback.twilio.schema.parameters import Blank, Parameter
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Choice, Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault


class BindingBehavior(ResourceBehavior):
    """A list has the bindings of any of several types and identities."""

    def list_records(self, query: Query) -> Listing | Fault:
        """Return the bindings that match both filters."""
        wanted = {key: set(values) for key, values in query.filters.lists().items() if values}

        def matches(binding: StoredResource) -> bool:
            return all(binding.text(key) in values for key, values in wanted.items())

        return OrderedListing(query.collection.order, predicate=matches)


BINDINGS = Resource(
    segment="Bindings",
    prefix="BS",
    key="bindings",
    parent=SERVICES,
    attributes=(
        Attribute("sid", get_sid),
        Attribute("account_sid", get_account_sid),
        Attribute("chat_service_sid", get_parent_sid),
        Attribute("date_created"),
        Attribute("date_updated"),
        Attribute("endpoint"),
        Attribute("identity"),
        Attribute("binding_type"),
        Attribute("credential_sid"),
        Attribute("message_types"),
        Attribute("url", get_url),
    ),
    operations=frozenset((Operation.LIST, Operation.FETCH, Operation.DELETE)),
    filters=(
        Parameter(
            "BindingType",
            "binding_type",
            Choice(("apn", "gcm", "fcm", "twilsock"), faults.INVALID_BINDING_TYPE, any_case=True),
            blank=Blank.IGNORED,
            repeated=True,
        ),
        Parameter("Identity", "identity", Text(), blank=Blank.IGNORED, repeated=True),
    ),
    sends_webhooks=False,
    behavior=BindingBehavior(),
)
