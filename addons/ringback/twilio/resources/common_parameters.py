"""Parameters that several resources share."""

from datetime import timedelta

from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.validators import DateTime, JsonText, Timer
from ringback.twilio.values import faults

SHORTEST_INACTIVE_TIMER = timedelta(minutes=1)
SHORTEST_CLOSED_TIMER = timedelta(minutes=10)

DATE_CREATED = Parameter("DateCreated", "date_created", DateTime(faults.INVALID_DATE_CREATED))
DATE_UPDATED = Parameter("DateUpdated", "date_updated", DateTime(faults.INVALID_DATE_UPDATED))


def attributes(limit: int) -> Parameter:
    """Return the parameter for attributes of up to `limit` bytes."""
    validator = JsonText(limit, faults.ATTRIBUTES_TOO_LONG, faults.ATTRIBUTES_NOT_JSON)
    return Parameter("Attributes", "attributes", validator)


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
