"""Pages of a list as Twilio cuts them: sizes, tokens and the `meta` block.

INFERRED (fidelity: page-tokens): the exact tokens. The fake's are `PT` and a cursor for the page
after it, `PB` and a cursor for the page before it. A `Page` without a token changes only the number
shown.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from ringback.http.forms import Form
from ringback.twilio.schema.listing import Listing, Page, cut_page
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import PageSize
from ringback.twilio.values.faults import INVALID_PARAMETER, Fault
from ringback.twilio.values.types import Json

_TOKEN = re.compile(r"P([TB])([0-9A-Za-z:-]{1,80})", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The page of a list that a request asks for."""

    size: int
    number: int
    token: str | None


def read_page_request(form: Form, limits: PageSize) -> tuple[PageRequest, list[str]]:
    """Parse `PageSize`, `Page` and `PageToken`; return notes for the log too.

    INFERRED (fidelity: page-size): a size above the maximum becomes the maximum, and an invalid one
    the default.
    """
    size, note = _parse_size(form.first("PageSize"), limits)
    number = _parse_number(form.first("Page")) or 0
    request = PageRequest(size, number, form.first("PageToken") or None)
    return request, [] if note is None else [note]


def get_page(listing: Listing, request: PageRequest) -> Page | Fault:
    """Return the requested page, or the fault of a token of another list.

    INFERRED (fidelity: wrong-page-token): which fault.
    """
    if request.token is None:
        return cut_page(listing, request.size, None, backwards=False)
    match = _TOKEN.fullmatch(request.token)
    if match is None:
        return INVALID_PARAMETER
    try:
        return cut_page(listing, request.size, match[2], backwards=match[1] == "B")
    except ValueError:
        return INVALID_PARAMETER


def make_meta(
    context: RequestContext,
    key: str,
    filters: list[tuple[str, str]],
    request: PageRequest,
    page: Page,
) -> dict[str, Json]:
    """Return the `meta` block of a page, with absolute URLs on the host of the request.

    `key` names the list in the reply; `filters` are the parameters that its URLs repeat.
    """

    def url(number: int, token: str | None = None) -> str:
        shown = [*filters, ("PageSize", str(request.size)), ("Page", str(number))]
        if token is not None:
            shown.append(("PageToken", token))
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in shown)
        return f"{context.own_url}?{query}"

    return {
        "page": request.number,
        "page_size": request.size,
        "first_page_url": url(0),
        "previous_page_url": (
            url(max(request.number - 1, 0), f"PB{page.previous}") if page.previous else None
        ),
        "url": url(request.number, request.token),
        "next_page_url": url(request.number + 1, f"PT{page.next}") if page.next else None,
        "key": key,
    }


def _parse_size(text: str | None, limits: PageSize) -> tuple[int, str | None]:
    if text is None:
        return limits.default, None
    digits = text.lstrip("0") if text.isascii() and text.isdecimal() else ""
    if not digits:
        note = f"PageSize is not a number above 0; the page size is {limits.default}."
        return limits.default, note
    size = int(digits[:10])  # Python does not parse a number of thousands of digits
    if size > limits.maximum:
        return limits.maximum, f"PageSize is above {limits.maximum}, which is used instead."
    return size, None


def _parse_number(text: str | None) -> int | None:
    return int(text) if text is not None and _NUMBER.fullmatch(text) else None
