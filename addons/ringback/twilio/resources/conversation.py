"""Conversations: the tables."""

import re

from ringback.sids import sid_pattern
from ringback.twilio.resources.common_parameters import (
    DATE_CREATED,
    DATE_UPDATED,
    attributes,
    closed_timer,
    inactive_timer,
)
from ringback.twilio.resources.conversation_hooks import ConversationHooks
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.attributes import (
    Attribute,
    account_sid,
    links,
    own_sid,
    own_url,
    parent_sid,
)
from ringback.twilio.schema.hooks import Operation
from ringback.twilio.schema.parameters import Blank, Parameter
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Bound, Choice, Sid, Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.types import Json

# "16 KB" in Twilio's limits; that it means 16,384 bytes is INFERRED.
LARGEST_ATTRIBUTES = 16_384
LONGEST_NAME = 256


ANY_STATE = Choice(
    accepted=(conversation_state.ACTIVE, conversation_state.INACTIVE, conversation_state.CLOSED),
    empty=faults.STATE_EMPTY,
    unknown=faults.STATE_INVALID,  # "initializing" too; that it is refused is INFERRED
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
        # An empty name leaves the old one, seen live in updates; in creates INFERRED.
        Parameter(
            "FriendlyName",
            "friendly_name",
            Text(LONGEST_NAME, faults.FRIENDLY_NAME_TOO_LONG),
            blank=Blank.IGNORED,
        ),
        # INFERRED: any will do. 50342 answers those of other accounts, and the fake knows none.
        Parameter(
            "MessagingServiceSid",
            "messaging_service_sid",
            Sid("MG", faults.INVALID_MESSAGING_SERVICE),
        ),
        Parameter("State", "state", state),
        # The dictionary refuses a timer without a State (50382); CONFLICT: taken live in 2026.
        closed_timer("Timers.Closed", "closed_timer"),
        inactive_timer("Timers.Inactive", "inactive_timer"),
        # An empty name takes the old one away, seen live in updates; that it is none in creates is
        # INFERRED, and so is the longest one.
        Parameter(
            "UniqueName",
            "unique_name",
            Text(
                LONGEST_NAME,
                faults.UNIQUE_NAME_TOO_LONG,
                never=re.compile(sid_pattern("CH", lower_case=True)),
                forbidden=faults.UNIQUE_NAME_LIKE_SID,
            ),
            blank=Blank.CLEARS,
        ),
        # Not in the reference that we were given; in Twilio's own description.
        Parameter("Bindings.Email.Address", "email_address", Text()),
        Parameter("Bindings.Email.Name", "email_name", Text()),
    )


# That an empty date is none, and which fault answers a wrong one, is INFERRED; so is what a time
# does to a bound, which Twilio's description gives as a day.
FILTERS = (
    Parameter(
        "StartDate", "start", Bound("00:00:00", faults.INVALID_PARAMETER), blank=Blank.IGNORED
    ),
    Parameter("EndDate", "end", Bound("23:59:59", faults.INVALID_PARAMETER), blank=Blank.IGNORED),
    Parameter("State", "state", ANY_STATE),
)


def _state(record: StoredResource, context: RequestContext) -> Json:
    return conversation_state.state_at(record, context.now)


def _timers(record: StoredResource, _scene: RequestContext) -> Json:
    return conversation_state.timer_dates(record)


def _bindings(record: StoredResource, _scene: RequestContext) -> Json:
    # INFERRED: Twilio's example answers another address than was sent, with a tag in it.
    email: dict[str, Json] = {}
    if (address := record.text("email_address")) is not None:
        email["projected_address"] = address
    if (name := record.text("email_name")) is not None:
        email["name"] = name
    return {"email": email} if email else {}


ATTRIBUTES = (
    Attribute("sid", own_sid),
    Attribute("account_sid", account_sid),
    Attribute("chat_service_sid", parent_sid),
    Attribute("messaging_service_sid"),
    Attribute("friendly_name"),
    Attribute("unique_name"),
    Attribute("attributes", default="{}"),
    Attribute("date_created"),
    Attribute("date_updated"),
    Attribute("state", _state),
    Attribute("timers", _timers),
    Attribute("bindings", _bindings),
    Attribute("url", own_url),
    Attribute(
        "links",
        links(
            participants="Participants",
            messages="Messages",
            webhooks="Webhooks",
            export="Export",  # CONFLICT: in Twilio's description of 2026, in no live reply known
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
    # INFERRED: a delete or another name frees a name, and a closed conversation keeps its own.
    alias="unique_name",
    taken=faults.UNIQUE_NAME_TAKEN,
    hooks=ConversationHooks(),
    inferred="the status of most faults; page tokens; timers of a back-dated conversation",
)
