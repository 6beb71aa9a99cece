"""Reads a fake's state as a client would: by requests that are not exchanges."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ringback.settings.table import Settings
from ringback_proxy.control.routes.setup_requests import parse_request
from ringback_proxy.sessions import state_calls
from ringback_proxy.sessions.session import Session

Json = Mapping[str, Any]


class FakeReader:
    """Reads the state of one account in a session that fakes."""

    def __init__(self, session: Session, settings: Settings, account_sid: str) -> None:
        self._session = session
        self._settings = settings
        self._account_sid = account_sid

    async def fetch(self, path: str) -> Json | None:
        """Return the body of a reply; None unless the status is 200. Raises UsageError."""
        given = {"method": "GET", "path": path, "account_sid": self._account_sid}
        response = await state_calls.perform(self._session, parse_request(given, self._settings))
        document: Json | None = json.loads(response.body) if response.status == 200 else None
        return document

    async def list_all(self, path: str, key: str, most: int) -> tuple[Json, ...]:
        """Return the records of a list, page by page, at most about `most` of them."""
        found: list[Json] = []
        next_path: str | None = f"{path}{'&' if '?' in path else '?'}PageSize=100"
        while next_path is not None and len(found) < most:
            await asyncio.sleep(0)  # others get their turn between two pages
            page = await self.fetch(next_path)
            if page is None:
                break
            found += page[key]
            url = page["meta"]["next_page_url"]
            next_path = f"{urlsplit(url).path}?{urlsplit(url).query}" if url else None
        return tuple(found[:most])
