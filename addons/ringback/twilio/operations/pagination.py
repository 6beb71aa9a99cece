"""Pages of a list as Twilio cuts them: sizes, tokens and the `meta` block.

INFERRED: the exact tokens. Known ones begin with PT and hold a message's index or a SID; ours are
`PT` and a place for the page behind it, `PB` and a place for the page in front of it. A `Page`
without a token changes nothing but the number shown ("simply for client state").
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from ringback.http.forms import Form
from ringback.twilio.schema.listing import Listing, Page, cut_page
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.values.faults import INVALID_PARAMETER, Fault
from ringback.twilio.values.types import Json

PAGING = ("PageSize", "Page", "PageToken")

_TOKEN = re.compile(r"P([TB])([0-9A-Za-z:-]{1,80})", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list is asked for."""

    size: int
    number: int
    token: str | None


def read_paging(form: Form, resource: Resource, notes: list[str]) -> Paging:
    """Read `PageSize`, `Page` and `PageToken`.

    INFERRED: a size above the maximum becomes the maximum, and what is no size the default.
    """
    return Paging(
        size=_size(form.first("PageSize"), resource, notes),
        number=_number(form.first("Page")) or 0,
        token=form.first("PageToken") or None,
    )


def turn_to(listing: Listing, paging: Paging) -> Page | Fault:
    """Return the page asked for, or the fault (INFERRED) of a token that is none of this list's."""
    if paging.token is None:
        return cut_page(listing, paging.size, None, backwards=False)
    match = _TOKEN.fullmatch(paging.token)
    if match is None:
        return INVALID_PARAMETER
    try:
        return cut_page(listing, paging.size, match[2], backwards=match[1] == "B")
    except ValueError:
        return INVALID_PARAMETER


def meta(
    context: RequestContext, resource: Resource, filters: dict[str, str], paging: Paging, page: Page
) -> dict[str, Json]:
    """Return the `meta` block of a page, with absolute URLs on the host that was asked."""

    def url(number: int, token: str | None = None) -> str:
        shown = {**filters, "PageSize": str(paging.size), "Page": str(number)}
        if token is not None:
            shown["PageToken"] = token
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in shown.items())
        return f"{context.own_url}?{query}"

    return {
        "page": paging.number,
        "page_size": paging.size,
        "first_page_url": url(0),
        "previous_page_url": (
            url(max(paging.number - 1, 0), f"PB{page.previous}") if page.previous else None
        ),
        "url": url(paging.number, paging.token),
        "next_page_url": url(paging.number + 1, f"PT{page.next}") if page.next else None,
        "key": resource.key,
    }


def _size(text: str | None, resource: Resource, notes: list[str]) -> int:
    if text is None:
        return resource.page_size
    digits = text.lstrip("0") if text.isascii() and text.isdecimal() else ""
    if not digits:
        notes.append(f"PageSize is no number above 0; the page has {resource.page_size}.")
        return resource.page_size
    number = int(digits[:10])  # Python reads no number of thousands of digits
    if number > resource.largest_page:
        notes.append(f"PageSize is above {resource.largest_page}; the page has that many.")
    return min(number, resource.largest_page)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and _NUMBER.fullmatch(text) else None
