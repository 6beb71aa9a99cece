"""Bodies of requests to the control API: JSON of a bounded size."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from ringback.errors import UsageError

# In bytes.
LARGEST = 1_048_576


async def read_json(request: Request) -> Any:
    """Return the parsed body; None if there is none.

    Raises HTTPException if it is too large or of another type, and UsageError if it is not JSON.
    """
    body = await _read(request)
    if not body:
        return None
    # A form of another site can send no such type, so this stops it without a token, too.
    content_type = request.headers.get("content-type", "").partition(";")[0]
    if content_type.strip().lower() != "application/json":
        raise HTTPException(415, "send the body as JSON, with Content-Type: application/json")
    return _parse(body)


async def _read(request: Request) -> bytes:
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST:
                raise HTTPException(413, f"the body is larger than {LARGEST} bytes")
    except ClientDisconnect:  # nobody reads the answer, and it is not a failure of the API
        raise HTTPException(400, "the client left before its body had arrived") from None
    return bytes(body)


def _parse(body: bytes) -> Any:
    try:
        document = json.loads(body)
        # Python's parser accepts half of a surrogate pair, which cannot be encoded.
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise UsageError("the body has half of a surrogate pair, which is no character") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the body is not JSON: {error}") from None
    return document


async def read_object(request: Request, accepted: Collection[str]) -> Mapping[str, Any]:
    """Return the members of a JSON object; empty if there is no body.

    Raises UsageError if it is not an object, or has a member that is not accepted.
    """
    document = await read_json(request)
    return check_object({} if document is None else document, accepted)


def check_object(document: Any, accepted: Collection[str]) -> Mapping[str, Any]:
    """Return a JSON object with the accepted members only; raises UsageError for another value."""
    if not isinstance(document, dict):
        raise UsageError(f"a JSON object is expected, with {', '.join(accepted)}")
    unknown = [name for name in document if name not in accepted]
    if unknown:
        raise UsageError(f"{unknown[0]!r} is not accepted; accepted are {', '.join(accepted)}")
    return document
