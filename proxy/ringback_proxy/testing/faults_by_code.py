"""Twilio's errors by status and code, for `fail_next(429)`.

The codes of the platform are 20000 plus the status. INFERRED (fidelity: platform-codes) for those
that no source shows: 20001, 20003, 20004, 20404, 20413 and 20429 are shown.
"""

from http import HTTPStatus

from ringback.errors import UsageError
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault

# pytest leaves out the frames of this module, so that a failed test shows its own line.
__tracebackhide__ = True

_BY_STATUS = {
    400: Fault(400, 20001, "Bad Request"),
    401: faults.WRONG_CREDENTIALS,
    404: Fault(404, 20404, "The requested resource was not found"),
    405: faults.METHOD_NOT_ALLOWED,
    413: faults.REQUEST_TOO_LARGE,
    422: faults.INVALID_PARAMETER,
    429: Fault(429, 20429, "Too Many Requests"),
}

_BY_CODE = {fault.code: fault for fault in vars(faults).values() if isinstance(fault, Fault)}


def find_fault(status: int, code: int | None = None) -> Fault:
    """Return the fault with a status and a code, by default Twilio's usual code for the status.

    Raises UsageError if the status is not an error, or the code is not one of Twilio's.
    """
    _check(status, code)
    usual = _BY_STATUS.get(status) or Fault(status, 20000 + status, _phrase(status))
    if code is None or code == usual.code:
        return usual
    known = _BY_CODE.get(code)
    return Fault(status, code, known.message if known is not None else usual.message)


def _check(status: int, code: int | None) -> None:
    for name, number in (("status", status), ("code", code)):
        if number is not None and type(number) is not int:
            raise UsageError(f"{name} is {number!r}; give a whole number, such as 429")
    if code is not None and not 10_000 <= code <= 99_999:
        raise UsageError(
            f"{code} is not a code of Twilio's, which have five digits, such as 20429; "
            f"to fail that many requests in a row give times={code}"
        )
    if not 400 <= status <= 599:
        raise UsageError(f"{status} is not an error; give a status from 400 to 599, such as 429")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
