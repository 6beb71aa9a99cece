"""Twilio's answers by the names of faults."""

from ringback.errors import UsageError
from ringback.settings.fault_spec import EFFECTS, FaultSpec
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault

TOO_MANY_REQUESTS = Fault(429, 20429, "Too Many Requests")
_BY_NAME = {
    "too-many-requests": TOO_MANY_REQUESTS,
    "rate-limit": TOO_MANY_REQUESTS,
    "unavailable": Fault(503, 20503, "Service Unavailable"),
    "internal-error": Fault(500, 20500, "Internal Server Error"),
}
_BY_CODE = {fault.code: fault for fault in vars(faults).values() if isinstance(fault, Fault)}
_BY_CODE |= {fault.code: fault for fault in _BY_NAME.values()}


def find_answer(spec: FaultSpec) -> Fault | None:
    """Return the answer to requests that fail; None if Twilio's own or no answer is sent.

    With a status, `twilio-CODE` may have any code. Raises UsageError for a code that the model does
    not have.
    """
    if spec.name in EFFECTS:
        return None
    found = _BY_NAME.get(spec.name) or _find_by_code(spec.code or 0, spec.status)
    return Fault(spec.status or found.status, found.code, spec.message or found.message)


def _find_by_code(code: int, status: int | None) -> Fault:
    fault = _BY_CODE.get(code)
    if fault is None and status is not None:
        return Fault(status, code, "Error")
    if fault is None:
        raise UsageError(
            f"the model has no fault with the code {code}; those that it has are listed at "
            f"{faults.MORE_INFO} and in docs/fidelity.md, such as twilio-50353"
        )
    return fault
