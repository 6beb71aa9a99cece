"""The tables of conversations."""

import re

from ringback.sids import sid_pattern
from ringback.twilio.resources.common_parameters import (
    DATE_CREATED,
    DATE_UPDATED,
    attributes,
    closed_timer,
    inactive_timer,
)
from ringback.twilio.resources.conversation_behavior import ConversationBehavior
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema import conversation_state
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
from ringback.twilio.schema.resource import Alias, Resource
from ringback.twilio.schema.validators import Choice, DateBound, Sid, Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.types import Json

LARGEST_ATTRIBUTES = 16_384  # INFERRED (fidelity: attributes-limit): "16 KB" in Twilio's limits
LONGEST_NAME = 256

ANY_STATE = Choice(
    accepted=(conversation_state.ACTIVE, conversation_state.INACTIVE, conversation_state.CLOSED),
    empty=faults.STATE_EMPTY,
    unknown=faults.STATE_INVALID,  # INFERRED (fidelity: state-initializing): refused too
)
FIRST_STATE = Choice(
    accepted=(conversation_state.ACTIVE, conversation_state.INACTIVE),
    empty=faults.STATE_EMPTY,
    unknown=faults.STATE_INVALID,
    refused=((conversation_state.CLOSED, faults.STATE_CLOSED_AT_FIRST),),
)


def parameters(state: Choice) -> tuple[Parameter, ...]:
    """Return the parameters of a write, in the order of the reference."""
    return (
        attributes(LARGEST_ATTRIBUTES),
        DATE_CREATED,
        DATE_UPDATED,
        # An empty name keeps the old one: seen live (fidelity: blank-friendly-name) in updates,
        # INFERRED (fidelity: blank-names-in-creates) in creates.
        Parameter(
            "FriendlyName",
            "friendly_name",
            Text(LONGEST_NAME, faults.FRIENDLY_NAME_TOO_LONG),
            blank=Blank.IGNORED,
        ),
        # INFERRED (fidelity: messaging-service): any is accepted. 50342 refuses those of other
        # accounts, which the fake does not know.
        Parameter(
            "MessagingServiceSid",
            "messaging_service_sid",
            Sid("MG", faults.INVALID_MESSAGING_SERVICE),
        ),
        Parameter("State", "state", state),
        # CONFLICT (fidelity: timer-without-state): refused by the dictionary, accepted live.
        closed_timer("Timers.Closed", "closed_timer"),
        inactive_timer("Timers.Inactive", "inactive_timer"),
        # An empty name removes the old one: seen live (fidelity: blank-unique-name) in updates.
        # INFERRED (fidelity: unique-name-limit): the longest name.
        Parameter(
            "UniqueName",
            "unique_name",
            Text(
                LONGEST_NAME,
                faults.UNIQUE_NAME_TOO_LONG,
                excluded=re.compile(sid_pattern("CH", lower_case=True)),
                excluded_fault=faults.UNIQUE_NAME_LIKE_SID,
            ),
            blank=Blank.CLEARS,
        ),
        # Not in the reference, but in Twilio's OpenAPI description.
        Parameter("Bindings.Email.Address", "email_address", Text()),
        Parameter("Bindings.Email.Name", "email_name", Text()),
    )


# INFERRED (fidelity: list-dates): an empty date is ignored, which fault answers a wrong one, and
# what a time means in a bound, which is a day in Twilio's description.
START = DateBound("00:00:00", faults.INVALID_PARAMETER)
END = DateBound("23:59:59", faults.INVALID_PARAMETER)
FILTERS = (
    Parameter("StartDate", "start", START, blank=Blank.IGNORED),
    Parameter("EndDate", "end", END, blank=Blank.IGNORED),
    Parameter("State", "state", ANY_STATE),
)


def _get_state(record: StoredResource, context: RequestContext) -> Json:
    return conversation_state.get_state(record, context.now)


def _get_timers(record: StoredResource, _context: RequestContext) -> Json:
    return conversation_state.get_timer_dates(record)


def _get_bindings(record: StoredResource, _context: RequestContext) -> Json:
    # INFERRED (fidelity: email-binding): the address is shown as it was sent.
    email: dict[str, Json] = {}
    if (address := record.text("email_address")) is not None:
        email["projected_address"] = address
    if (name := record.text("email_name")) is not None:
        email["name"] = name
    # CONFLICT (fidelity: unset-bindings): null in a live reply, {} in examples.
    return {"email": email} if email else None


ATTRIBUTES = (
    Attribute("sid", get_sid),
    Attribute("account_sid", get_account_sid),
    Attribute("chat_service_sid", get_parent_sid),
    Attribute("messaging_service_sid"),
    Attribute("friendly_name"),
    Attribute("unique_name"),
    Attribute("attributes", default="{}"),
    Attribute("date_created"),
    Attribute("date_updated"),
    Attribute("state", _get_state),
    Attribute("timers", _get_timers),
    Attribute("bindings", _get_bindings),
    Attribute("url", get_url),
    Attribute(
        "links",
        make_links(
            participants="Participants",
            messages="Messages",
            webhooks="Webhooks",
            export="Export",  # CONFLICT (fidelity: links-export): in no known live reply
        ),
    ),
)


CONVERSATIONS = Resource(
    segment="Conversations",
    prefix="CH",
    key="conversations",
    parent=SERVICES,
    attributes=ATTRIBUTES,
    operations=frozenset(Operation),
    creation=parameters(FIRST_STATE),
    update=parameters(ANY_STATE),
    filters=FILTERS,
    # INFERRED (fidelity: unique-name-reuse): a delete or another name frees a name, and a closed
    # conversation keeps its own.
    alias=Alias("unique_name", faults.UNIQUE_NAME_TAKEN),
    foreign_key="conversation_sid",
    set_later={
        "State": "state",
        "UniqueName": "unique_name",
        "Timers.Closed": "timers",
        "Timers.Inactive": "timers",
    },
    lists_meta_first=False,
    noun="Conversation",
    behavior=ConversationBehavior(),
)
