"""JSON that may be long: made in a thread, and item by item, so that no other client waits for it.

`json.dumps` would hold the interpreter's lock until the whole document is encoded.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from starlette.responses import Response, StreamingResponse

# Items that one call of a thread describes.
_SLICE = 20
_ENCODER = json.JSONEncoder(allow_nan=False, separators=(",", ":"))

_Item = TypeVar("_Item")


async def encode(describe: Callable[[], Any]) -> str:
    """Return the JSON of what a function returns; it is called in a thread."""
    return await asyncio.to_thread(lambda: _encode(describe()))


async def respond(
    describe: Callable[[], Any], status: int = 200, *, is_long: bool = True
) -> Response:
    """Return the response with what a function returns; it is called in a thread if it is long."""
    text = await encode(describe) if is_long else _encode(describe())
    return Response(text, status, media_type="application/json")


def respond_with_list(
    name: str,
    items: Iterable[_Item],
    describe: Callable[[_Item], Any],
    members: Mapping[str, Any],
) -> StreamingResponse:
    """Return the response with a list of that name, and with other members."""
    pieces = _stream(name, items, describe, members)
    return StreamingResponse(pieces, media_type="application/json")


async def _stream(
    name: str,
    items: Iterable[_Item],
    describe: Callable[[_Item], Any],
    members: Mapping[str, Any],
) -> AsyncIterator[str]:
    yield f"{{{_encode(name)}:["
    comma = ""
    async for pairs in encode_each(items, describe):
        yield comma + ",".join(text for _, text in pairs)
        comma = ","
    yield f"],{_encode(members)[1:]}"


async def encode_each(
    items: Iterable[_Item], describe: Callable[[_Item], Any]
) -> AsyncIterator[list[tuple[_Item, str]]]:
    """Yield each item with the JSON of what a function returns for it, some items at a time."""

    def encode(some: list[_Item]) -> list[tuple[_Item, str]]:
        return [(one, _encode(describe(one))) for one in some]

    for some in _cut(items):
        yield await asyncio.to_thread(encode, some)


def _cut(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    left = iter(items)
    while some := list(islice(left, _SLICE)):
        yield some


def _encode(document: Any) -> str:
    return "".join(_ENCODER.iterencode(document))
