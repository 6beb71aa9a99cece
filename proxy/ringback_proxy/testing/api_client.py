"""The fake's world as a test sees it: to set it up, and to look at it.

Everything goes through the same model of the API as a client's requests do, and none of it stands
in the journal. Names are those of Twilio's Python client: `friendly_name`, `timers_inactive`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from ringback.errors import UsageError
from ringback.http import basic_auth
from ringback.http.forms import FORM_TYPE
from ringback.http.messages import Headers, Request, Response
from ringback.twilio.values.hosts import API_HOST

# A failed test shows its own line, not ours: pytest leaves out the frames of this module.
__tracebackhide__ = True

# Parameters that Twilio writes with a dot behind this: `Timers.Inactive`.
_GROUPS = ("timers", "messaging_binding", "configuration")

Answering = Callable[[Request], Response]


class ApiClient:
    """Calls of one account, answered by the fake; UsageError for what Twilio would refuse."""

    def __init__(self, answer: Answering, account_sid: str, auth_token: str) -> None:
        self._answer = answer
        self.account_sid = account_sid
        self._authorization = ("Authorization", basic_auth.encode(account_sid, auth_token))

    def call(self, method: str, target: str, parameters: Mapping[str, object]) -> Any:
        """Return what is answered, None for an empty body or where there is no such thing."""
        headers = [self._authorization]
        if method == "POST":
            headers.append(("Content-Type", FORM_TYPE))
        body = urlencode(_form(parameters), doseq=True).encode()
        request = Request(method, "https", API_HOST, 443, target, Headers(headers), body)
        response = self._answer(request)
        if response.status == 404 and method == "GET":
            return None
        document: Any = json.loads(response.body) if response.body else None
        if response.status >= 400:
            raise UsageError(
                f"{method} {target} is refused: {document['message']} "
                f"({response.status}, code {document.get('code')})"
            )
        return document


class ApiRecord:
    """One thing of the world as it was when it was looked at; attributes are those of the API."""

    def __init__(self, api: ApiClient, path: str, document: Mapping[str, Any]) -> None:
        self._api = api
        self._path = path
        self.document = document

    def __getattr__(self, name: str) -> Any:
        if name == "document":  # not there yet, where a copy is being made
            raise AttributeError(name)
        try:
            return self.document[name]
        except KeyError:
            has = ", ".join(self.document)
            raise AttributeError(
                f"{self.document.get('sid')} has no {name!r}; it has {has}"
            ) from None

    def __repr__(self) -> str:
        name = self.document.get("unique_name") or self.document.get("friendly_name")
        return f"<{self.document.get('sid')}{f' {name!r}' if name else ''}>"

    @property
    def participants(self) -> "ApiCollection":
        """Who takes part in a conversation."""
        return ApiCollection(self._api, f"{self._path}/Participants")

    @property
    def messages(self) -> "ApiCollection":
        """What was said in a conversation."""
        return ApiCollection(self._api, f"{self._path}/Messages")

    @property
    def webhooks(self) -> "ApiCollection":
        """The webhooks of a conversation."""
        return ApiCollection(self._api, f"{self._path}/Webhooks")

    def update(self, **parameters: object) -> "ApiRecord":
        """Change it, and give it as it is then."""
        return ApiRecord(self._api, self._path, self._api.call("POST", self._path, parameters))

    def delete(self) -> None:
        """Remove it, with all that stands under it."""
        self._api.call("DELETE", self._path, {})


class ApiCollection:
    """All things of a kind under one parent."""

    def __init__(self, api: ApiClient, path: str) -> None:
        self._api = api
        self._path = path

    def create(self, **parameters: object) -> ApiRecord:
        """Make one: `create(friendly_name="printer on fire")`."""
        return self._record(self._api.call("POST", self._path, parameters))

    def list(self) -> Sequence[ApiRecord]:
        """Return them all."""
        return tuple(self)

    def get(self, name: str | ApiRecord) -> ApiRecord | None:
        """Return the one with a SID or a unique name; None where there is none."""
        name = name.sid if isinstance(name, ApiRecord) else name
        if not isinstance(name, str) or not name:
            raise UsageError(
                f"{name!r} names none of {self._path}; give a SID or a unique name, or go through "
                "them: `for conversation in ringback.conversations`"
            )
        document = self._api.call("GET", f"{self._path}/{quote(name, safe='')}", {})
        return None if document is None else self._record(document)

    def __getitem__(self, name: str | ApiRecord) -> ApiRecord:
        found = self.get(name)
        if found is None:
            raise KeyError(
                f"{self._api.account_sid} has no {name} under {self._path}; what another account "
                "made is in ringback.conversations_of(ACCOUNT)"
            )
        return found

    def __contains__(self, name: str | ApiRecord) -> bool:
        return self.get(name) is not None

    def __iter__(self) -> Iterator[ApiRecord]:
        target: str | None = f"{self._path}?PageSize=100"
        while target is not None:
            page = self._api.call("GET", target, {})
            meta = page["meta"]
            yield from map(self._record, page[meta["key"]])
            target = _target(meta["next_page_url"])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _record(self, document: Mapping[str, Any]) -> ApiRecord:
        return ApiRecord(self._api, f"{self._path}/{document['sid']}", document)


def _target(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _form(parameters: Mapping[str, object]) -> dict[str, str | list[str]]:
    return {
        _parameter(name): [_text(one) for one in value] if isinstance(value, list) else _text(value)
        for name, value in parameters.items()
        if value is not None
    }


def _parameter(name: str) -> str:
    group = next((group for group in _GROUPS if name.startswith(f"{group}_")), None)
    rest = name if group is None else name[len(group) + 1 :]
    written = "".join(word.capitalize() for word in rest.split("_"))
    if group is None:
        return written
    return "".join(word.capitalize() for word in group.split("_")) + "." + written


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"PT{value.total_seconds():.0f}S"
    return json.dumps(value) if isinstance(value, Mapping) else str(value)
