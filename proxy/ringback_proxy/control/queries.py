"""Parameters of the queries of the control API."""

from starlette.requests import Request

from ringback.errors import UsageError

# In seconds.
LONGEST_WAIT = 60.0


def read_number(request: Request, name: str) -> int:
    """Return the number of the last item that a client has seen, 0 by default.

    Raises UsageError.
    """
    text = request.query_params.get(name, "0")
    if not is_number(text):
        raise UsageError(f"{name} is {text!r}; give the number of the last one seen, or 0")
    return int(text)


def is_number(text: str) -> bool:
    """Return whether a text can be such a number."""
    return text.isascii() and text.isdecimal() and len(text) <= 15


def read_wait(request: Request) -> float:
    """Return for how many seconds a client waits for news, 0 by default; raises UsageError."""
    text = request.query_params.get("wait", "0")
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_WAIT:
        raise UsageError(f"wait is {text!r}; give seconds from 0 to {LONGEST_WAIT:g}")
    return seconds
