"""Conversations: the table, and what is special about them."""

import re
from datetime import datetime

from understudy.twilio import faults, states
from understudy.twilio.attributes import (
    Attribute,
    account_sid,
    links,
    own_sid,
    own_url,
    parent_sid,
)
from understudy.twilio.behaviour import Behaviour, Operation, Query, Write
from understudy.twilio.faults import Fault
from understudy.twilio.listing import ByCreation, InOrder, Listing
from understudy.twilio.parameters import Arguments, Blank, Parameter
from understudy.twilio.record import Json, Record, Value
from understudy.twilio.resource import Resource
from understudy.twilio.resources.service import SERVICES
from understudy.twilio.resources.shared_parameters import (
    DATE_CREATED,
    DATE_UPDATED,
    attributes,
    closed_timer,
    inactive_timer,
)
from understudy.twilio.rules import Choice, Moment, Sid, Text
from understudy.twilio.scene import Scene

# "16 KB" in Twilio's limits; that it means 16,384 bytes is INFERRED.
LARGEST_ATTRIBUTES = 16_384
LONGEST_NAME = 256

TIMERS = frozenset(("inactive_timer", "closed_timer"))

ANY_STATE = Choice(
    accepted=(states.ACTIVE, states.INACTIVE, states.CLOSED),
    empty=faults.STATE_EMPTY,
    unknown=faults.STATE_INVALID,  # "initializing" too; that it is refused is INFERRED
)
FIRST_STATE = Choice(
    accepted=(states.ACTIVE, states.INACTIVE),
    empty=faults.STATE_EMPTY,
    unknown=faults.STATE_INVALID,
    refused=((states.CLOSED, faults.STATE_CLOSED_AT_FIRST),),
)


def parameters(state: Choice) -> tuple[Parameter, ...]:
    """Give the parameters of a write, in the order of the reference."""
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
        Parameter(
            "MessagingServiceSid",
            "messaging_service_sid",
            Sid("MG", faults.INVALID_MESSAGING_SERVICE),
        ),
        Parameter("State", "state", state),
        # The dictionary refuses a timer without a State (50382); CONFLICT: taken live in 2026.
        closed_timer("Timers.Closed", "closed_timer"),
        inactive_timer("Timers.Inactive", "inactive_timer"),
        # An empty name takes the old one away, seen live. The longest one is INFERRED.
        Parameter(
            "UniqueName",
            "unique_name",
            Text(
                LONGEST_NAME,
                faults.UNIQUE_NAME_TOO_LONG,
                never=re.compile("CH[0-9a-f]{32}"),
                forbidden=faults.UNIQUE_NAME_LIKE_SID,
            ),
            blank=Blank.CLEARS,
        ),
        # Not in the reference that we were given; in Twilio's own description.
        Parameter("Bindings.Email.Address", "email_address", Text()),
        Parameter("Bindings.Email.Name", "email_name", Text()),
    )


FILTERS = (
    Parameter("StartDate", "start", Moment(faults.INVALID_PARAMETER)),
    Parameter("EndDate", "end", Moment(faults.INVALID_PARAMETER)),
    Parameter("State", "state", ANY_STATE),
)


def _state(record: Record, scene: Scene) -> Json:
    return states.state_at(record, scene.now)


def _timers(record: Record, _scene: Scene) -> Json:
    return states.timer_dates(record)


def _bindings(record: Record, _scene: Scene) -> Json:
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


class Conversations(Behaviour):
    """Closed is final; timers start again with each state; the account's defaults fill gaps."""

    def refuse_write(self, write: Write) -> Fault | None:
        """Refuse to update what is closed; deleting it is free (INFERRED)."""
        if write.operation is Operation.UPDATE and write.record is not None:
            return states.refuse_write(write.record, write.scene.now)
        return None

    def refuse_values(self, write: Write) -> Fault | None:
        """Refuse an update without any parameter; that this code answers it is INFERRED."""
        is_empty = write.operation is Operation.UPDATE and not write.arguments.sent
        return faults.NOTHING_TO_UPDATE if is_empty else None

    def further_values(self, write: Write) -> dict[str, Value]:
        """Give the account's defaults to a new conversation, and start the timers.

        Setting the state or a timer starts both again.
        """
        now, arguments = write.scene.now, write.arguments
        updated = arguments.values.get("date_updated")
        timers = states.restarted(updated if isinstance(updated, datetime) else now, now)
        if write.record is None:
            defaults = _defaults(write.scene, arguments)
            return defaults | timers if {*arguments.values, *defaults} & TIMERS else defaults
        state: dict[str, Value] = {"state": states.state_at(write.record, now)}
        return state if arguments.sent.isdisjoint(TIMERS | {"state"}) else state | timers

    def listed(self, query: Query) -> Listing | Fault:
        """List by recent activity, or by date of creation where that is asked for."""
        filters, shelf = query.filters.values, query.shelf
        start, end, state = filters.get("start"), filters.get("end"), filters.get("state")

        def passes(record: Record) -> bool:
            return state is None or states.state_at(record, query.scene.now) == state

        if isinstance(start, datetime) and isinstance(end, datetime) and end < start:
            return faults.END_BEFORE_START
        if start is None and end is None:
            test = passes if state is not None else None
            return InOrder(shelf.order, newest_first=True, test=test)
        return ByCreation(
            record for record in shelf if passes(record) and _is_within(record, start, end)
        )


def _defaults(scene: Scene, arguments: Arguments) -> dict[str, Value]:
    """Give the account's defaults for what was not sent (seen live for the messaging service)."""
    account = scene.world.account.values
    return {
        key: account[f"default_{key}"]
        for key in ("messaging_service_sid", "inactive_timer", "closed_timer")
        if key not in arguments and account.get(f"default_{key}") is not None
    }


def _is_within(record: Record, start: Value, end: Value) -> bool:
    created = record.moment("date_created")
    return (
        created is not None
        and (not isinstance(start, datetime) or start <= created)
        and (not isinstance(end, datetime) or created <= end)
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
    alias="unique_name",
    taken=faults.UNIQUE_NAME_TAKEN,
    behaviour=Conversations(),
)
