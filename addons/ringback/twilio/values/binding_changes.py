"""Which changes of a participant's binding are possible."""

from collections.abc import Mapping

from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import EMAIL, MessagingBinding
from ringback.twilio.values.types import Value


def refuse_change(values: Mapping[str, Value], current: MessagingBinding) -> Fault | None:
    """Return the fault of changing what a participant does not have, or None."""
    if "identity" in values and current.address is not None:
        return faults.IDENTITY_NOT_ADDED
    if "projected_address" in values:
        refused = _refuse_projected(values["projected_address"], current)
        if refused is not None:
            return refused
    return _refuse_proxy(values["proxy_address"], current) if "proxy_address" in values else None


def _refuse_projected(address: Value, current: MessagingBinding) -> Fault | None:
    if address is None:
        return faults.NO_PROJECTED_TO_REMOVE if current.projected_address is None else None
    return faults.PROJECTED_UNACCEPTABLE if current.address is not None else None


def _refuse_proxy(address: Value, current: MessagingBinding) -> Fault | None:
    if address is None:
        # INFERRED (fidelity: proxy-removal): without it, a participant is in a group MMS: by SMS.
        can_remove = current.address_pair is not None and current.type == "sms"
        return None if can_remove else faults.NO_PROXY_TO_REMOVE
    if current.type == EMAIL:
        return faults.PROXY_UNSUPPORTED
    return None if current.address_pair else faults.NO_PROXY_TO_CHANGE
