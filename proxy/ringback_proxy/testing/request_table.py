"""The table of requests that a failed assertion shows, with the closest one marked."""

from collections.abc import Sequence

from ringback.columns import align_columns
from ringback_proxy.testing.exchange import Exchange
from ringback_proxy.testing.request_assertion import RequestAssertion

_MAX_ROWS = 30
_MAX_REQUEST = 70  # characters

_NO_REQUESTS = (
    "No request reached the proxy. A client that reads the proxy only when it is made (httpx, "
    "aiohttp, Node, a long-running service) has to be made while the test runs, or with the "
    "environment of the ringback_session fixture; some never read it from the environment: see "
    "'Point an application at it' in docs/index.md."
)


def format_table(
    exchanges: Sequence[Exchange], assertion: RequestAssertion | None = None
) -> list[str]:
    """Return the exchanges as lines; with an assertion, also how each differs from it."""
    if not exchanges:
        return [_NO_REQUESTS]
    closest = _find_closest(exchanges, assertion) if assertion is not None else None
    heading = ["", "#", "request", "status", "source"]
    rows = [heading if assertion is None else [*heading, "differs in"]]
    listed = set(range(min(len(exchanges), _MAX_ROWS)))
    listed |= {closest} if closest is not None else set()
    for index in sorted(listed):
        exchange = exchanges[index]
        row = [">" if index == closest else " ", str(index + 1), _format_request(exchange)]
        row += [str(exchange.status), exchange.source]
        if assertion is not None:
            row.append("; ".join(assertion.find_differences(exchange)) or "nothing")
        rows.append(row)
    lines = [f"  {line}" for line in align_columns(rows)]
    if len(exchanges) > len(listed):
        lines.append(f"  and {len(exchanges) - len(listed)} more")
    return lines


def _find_closest(exchanges: Sequence[Exchange], assertion: RequestAssertion) -> int:
    """Return the index of the first exchange with the fewest differences.

    Those in method and path outweigh all others.
    """

    def distance(index: int) -> tuple[int, int]:
        differences = list(assertion.find_differences(exchanges[index]))
        in_call = sum(one.startswith(("method ", "path ")) for one in differences)
        return in_call, len(differences)

    return min(range(len(exchanges)), key=distance)


def _format_request(exchange: Exchange) -> str:
    text = f"{exchange.method} {exchange.request.target}"
    if not exchange.request.host.startswith("conversations."):
        text = f"{exchange.method} {exchange.url}"
    return text if len(text) <= _MAX_REQUEST else text[: _MAX_REQUEST - 1] + "…"
