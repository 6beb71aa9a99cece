"""What a recording has created at Twilio, and its removal at the end of the run."""

import asyncio
import json
from collections.abc import Callable

from ringback.http.messages import Headers, Request, Response, request_to

# Sends a request to the upstream, and returns the status; raises OSError. May take long.
Delete = Callable[[Request], int]

_GONE = 404
_NAMED = 5


class CleanUp:
    """Deletes what was created, the youngest first; `delete` sends one request.

    Credentials are those of the request that created it, and stay in memory.
    """

    def __init__(self, delete: Delete) -> None:
        self._delete = delete
        # By the URL without its query: the request that deletes it.
        self._created: dict[str, Request] = {}

    def note(self, request: Request, response: Response) -> None:
        """Remember what a response shows as created, or forget what its request deleted."""
        if request.method == "DELETE" and (_is_good(response) or response.status == _GONE):
            gone = f"{request.origin}{request.path}"
            for one in tuple(self._created):
                if one == gone or one.startswith(f"{gone}/"):
                    del self._created[one]
        elif request.method == "POST" and response.status == 201:
            url = _read_url(request, response)
            if url is not None:
                kept = [one for one in request.headers if one[0].lower() == "authorization"]
                self._created[url] = request_to("DELETE", url, Headers(kept))

    async def run(self) -> tuple[str, ...]:
        """Delete everything, and return how that went as a line for the summary."""
        if not self._created:
            return ("clean-up: nothing was created",)
        refused: list[str] = []
        for url, request in reversed(self._created.items()):
            reason = await asyncio.to_thread(self._try, request)
            if reason is not None:
                refused.append(f"{url} ({reason})")
        total = len(self._created)
        line = f"clean-up: {total - len(refused)} of {total} deleted"
        if not refused:
            return (line,)
        more = f" and {len(refused) - _NAMED} more" if len(refused) > _NAMED else ""
        return (f"{line}; STILL THERE: {', '.join(refused[:_NAMED])}{more}",)

    def _try(self, request: Request) -> str | None:
        """Delete one thing; return why it is still there, None if it is gone."""
        try:
            status = self._delete(request)
        except OSError as error:
            return str(error.__cause__ or error)
        return None if 200 <= status < 300 or status == _GONE else str(status)


def _is_good(response: Response) -> bool:
    return 200 <= response.status < 300


def _read_url(request: Request, response: Response) -> str | None:
    """Return the URL of a new resource, which is of the host that was asked."""
    try:
        document = json.loads(response.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or "sid" not in document:
        return None
    url, uri = document.get("url"), document.get("uri")
    if isinstance(url, str) and url.startswith(f"{request.origin}/"):
        return url.partition("?")[0]
    if isinstance(uri, str) and uri.startswith("/"):
        return request.origin + uri.partition("?")[0]
    return None
