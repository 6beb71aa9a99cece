"""Rows that stand in the parameter tables of several resources."""

from understudy.twilio import faults
from understudy.twilio.parameters import Parameter
from understudy.twilio.rules import JsonText, Moment

DATE_CREATED = Parameter("DateCreated", "date_created", Moment(faults.INVALID_DATE_CREATED))
DATE_UPDATED = Parameter("DateUpdated", "date_updated", Moment(faults.INVALID_DATE_UPDATED))


def attributes(limit: int) -> Parameter:
    """Give the row of the attributes, which may have so many bytes."""
    rule = JsonText(limit, faults.ATTRIBUTES_TOO_LONG, faults.ATTRIBUTES_NOT_JSON)
    return Parameter("Attributes", "attributes", rule)
