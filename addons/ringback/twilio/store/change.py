"""What has happened to a record, for the webhooks that report it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ringback.twilio.store.stored_resource import StoredResource

API, SDK = "API", "SDK"


@dataclass(frozen=True, slots=True)
class Cause:
    """What caused a change.

    - `source` is the word of the parameter Source: API, SDK or a channel such as SMS; None for what
      nobody asked for, such as the end of a timer.
    - `identity` is that of the user of an SDK.
    - `is_asked`: whether webhooks are to report it.
    """

    source: str | None = API
    identity: str | None = None
    is_asked: bool = True


BY_REQUEST = Cause()
# Seen live (fidelity: delivery-source) of receipts; INFERRED (fidelity: timer-source): of timers.
BY_ITSELF = Cause(source=None)


@dataclass(frozen=True, slots=True)
class Change:
    """One event: its name, and a copy of the record as it was then.

    `occurred` is an aware UTC time. `details` are parameters that are not values of the record, by
    name. `only_for` is the SID of the one webhook that is told; "" for all.
    """

    event: str
    record: StoredResource
    occurred: datetime
    cause: Cause = BY_REQUEST
    details: Mapping[str, str] = field(default_factory=dict)
    only_for: str = ""


def make_change(
    event: str,
    record: StoredResource,
    occurred: datetime,
    cause: Cause = BY_ITSELF,
    details: Mapping[str, str] | None = None,
) -> Change:
    """Return an event with a copy of a record, which may change later."""
    return Change(event, record.copy(), occurred, cause, details or {})
