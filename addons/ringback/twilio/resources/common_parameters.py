"""Parameters that several resources share."""

import re
from datetime import timedelta

from ringback.sids import sid_pattern
from ringback.twilio.schema.parameters import Blank, Parameter
from ringback.twilio.schema.validators import DateTime, JsonText, Number, Text, Timer
from ringback.twilio.values import faults

SHORTEST_INACTIVE_TIMER = timedelta(minutes=1)
SHORTEST_CLOSED_TIMER = timedelta(minutes=10)

DATE_CREATED = Parameter("DateCreated", "date_created", DateTime(faults.INVALID_DATE_CREATED))
DATE_UPDATED = Parameter("DateUpdated", "date_updated", DateTime(faults.INVALID_DATE_UPDATED))

LONGEST_IDENTITY = 256

LAST_READ_INDEX = Parameter(
    "LastReadMessageIndex",
    "last_read_message_index",
    Number(faults.INVALID_LAST_READ_INDEX),
    blank=Blank.CLEARS,
)
LAST_READ_TIMESTAMP = Parameter(
    "LastReadTimestamp",
    "last_read_timestamp",
    DateTime(faults.INVALID_LAST_READ_TIMESTAMP),
    blank=Blank.CLEARS,
)


def attributes(limit: int) -> Parameter:
    """Return the parameter for attributes of up to `limit` bytes."""
    validator = JsonText(limit, faults.ATTRIBUTES_TOO_LONG, faults.ATTRIBUTES_NOT_JSON)
    return Parameter("Attributes", "attributes", validator)


def identity(*, required: bool = False) -> Parameter:
    """Return the parameter for an identity; one that is not required may be empty.

    INFERRED (fidelity: blank-identity): an empty one then counts as not sent.
    """
    validator = Text(
        LONGEST_IDENTITY,
        faults.IDENTITY_TOO_LONG,
        excluded=re.compile(sid_pattern("US", lower_case=True)),
        excluded_fault=faults.IDENTITY_LIKE_SID,
    )
    blank = Blank.READ if required else Blank.IGNORED
    return Parameter("Identity", "identity", validator, blank=blank, required=required)


def inactive_timer(name: str, key: str) -> Parameter:
    """Return the parameter for a timer that makes a conversation inactive."""
    validator = Timer(
        SHORTEST_INACTIVE_TIMER, faults.INACTIVE_TIMER_TOO_SHORT, faults.INACTIVE_TIMER_MALFORMED
    )
    return Parameter(name, key, validator)


def closed_timer(name: str, key: str) -> Parameter:
    """Return the parameter for a timer that closes a conversation."""
    validator = Timer(
        SHORTEST_CLOSED_TIMER, faults.CLOSED_TIMER_TOO_SHORT, faults.CLOSED_TIMER_MALFORMED
    )
    return Parameter(name, key, validator)
