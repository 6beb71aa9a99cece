"""What a failed assertion says of the requests that came: a table, the closest one marked."""

from collections.abc import Sequence

from ringback.columns import align_columns
from ringback_proxy.testing.exchange import Exchange
from ringback_proxy.testing.request_assertion import RequestAssertion

_MOST = 30  # rows
_WIDTH = 70  # characters of a request

_NOTHING_CAME = (
    "No request reached the proxy. A client that takes the proxy only when it is made (httpx, "
    "aiohttp, Node, a service that runs longer) is to be made while the test runs, or with the "
    "environment of the ringback_session fixture; some never take it from the environment: see "
    "'Point an application at it' in the README."
)


def journal(
    exchanges: Sequence[Exchange], expectation: RequestAssertion | None = None
) -> list[str]:
    """Return the table of exchanges as lines, with what keeps each from being the expected one."""
    if not exchanges:
        return [_NOTHING_CAME]
    marked = _closest(exchanges, expectation) if expectation is not None else None
    heading = ["", "#", "request", "status", "source"]
    rows = [heading if expectation is None else [*heading, "other than expected"]]
    shown = set(range(min(len(exchanges), _MOST))) | ({marked} if marked is not None else set())
    for place in sorted(shown):
        exchange = exchanges[place]
        row = [">" if place == marked else " ", str(place + 1), _request(exchange)]
        row += [str(exchange.status), exchange.source]
        if expectation is not None:
            row.append("; ".join(expectation.differences(exchange)) or "nothing")
        rows.append(row)
    lines = [f"  {line}" for line in align_columns(rows)]
    if len(exchanges) > len(shown):
        lines.append(f"  and {len(exchanges) - len(shown)} more")
    return lines


def _closest(exchanges: Sequence[Exchange], expectation: RequestAssertion) -> int:
    """Return the place of the first exchange with the fewest differences, method and path first."""

    def distance(place: int) -> tuple[int, int]:
        found = list(expectation.differences(exchanges[place]))
        other_call = sum(one.startswith(("method ", "path ")) for one in found)
        return other_call, len(found)

    return min(range(len(exchanges)), key=distance)


def _request(exchange: Exchange) -> str:
    text = f"{exchange.method} {exchange.request.target}"
    if not exchange.request.host.startswith("conversations."):
        text = f"{exchange.method} {exchange.url}"
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
