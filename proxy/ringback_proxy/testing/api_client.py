"""Access to the fake's state, to set it up and to look at it.

Calls go through the same model of the API as a client's requests, and are not in the journal.
Names are those of Twilio's Python client: `friendly_name`, `timers_inactive`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from ringback.errors import UsageError

# pytest leaves out the frames of this module, so that a failed test shows its own line.
__tracebackhide__ = True

# Prefixes that Twilio separates with a dot: `Timers.Inactive`. The parameter tables have these
# names, too, but importing them takes 80 ms, and the test process needs nothing else of the model.
_GROUPS = ("timers", "messaging_binding", "configuration", "auto_creation", "bindings.email")

# Performs the document of a request, and returns the status and the JSON of its reply.
Transport = Callable[[dict[str, Any]], tuple[int, Any]]


class ApiClient:
    """Calls to the fake on behalf of one account."""

    def __init__(self, transport: Transport, account_sid: str) -> None:
        self._transport = transport
        self.account_sid = account_sid

    def call(self, method: str, target: str, parameters: Mapping[str, object]) -> Any:
        """Return the JSON of the reply; None if it has no body, or a GET found nothing.

        Raises UsageError with Twilio's message if the fake refuses the call.
        """
        request = {
            "method": method,
            "path": target,
            "form": _encode_form(parameters),
            "account_sid": self.account_sid,
        }
        status, document = self._transport(request)
        if status == 404 and method == "GET":
            return None
        if status >= 400:
            raise UsageError(
                f"{method} {target} is refused: {document['message']} "
                f"({status}, code {document.get('code')})"
            )
        return document


class ApiRecord:
    """A snapshot of one API resource; its attributes are those of the API's JSON."""

    def __init__(self, api: ApiClient, path: str, document: Mapping[str, Any]) -> None:
        self._api = api
        self._path = path
        self.document = document

    def __getattr__(self, name: str) -> Any:
        if name == "document":  # not set yet while `copy` restores the object
            raise AttributeError(name)
        try:
            return self.document[name]
        except KeyError:
            has = ", ".join(self.document)
            raise AttributeError(
                f"{_get_sid(self.document)} has no {name!r}; it has {has}"
            ) from None

    def __repr__(self) -> str:
        names = map(self.document.get, ("unique_name", "friendly_name", "identity"))
        name = next(filter(None, names), None)
        return f"<{_get_sid(self.document)}{f' {name!r}' if name else ''}>"

    @property
    def conversations(self) -> "ApiCollection":
        """The conversations of a service, or those that a user is in."""
        return ApiCollection(self._api, f"{self._path}/Conversations")

    @property
    def users(self) -> "ApiCollection":
        """The users of a service."""
        return ApiCollection(self._api, f"{self._path}/Users")

    @property
    def roles(self) -> "ApiCollection":
        """The roles of a service."""
        return ApiCollection(self._api, f"{self._path}/Roles")

    @property
    def participants(self) -> "ApiCollection":
        """The participants of a conversation."""
        return ApiCollection(self._api, f"{self._path}/Participants")

    @property
    def messages(self) -> "ApiCollection":
        """The messages of a conversation."""
        return ApiCollection(self._api, f"{self._path}/Messages")

    @property
    def receipts(self) -> "ApiCollection":
        """The delivery receipts of a message."""
        return ApiCollection(self._api, f"{self._path}/Receipts")

    @property
    def webhooks(self) -> "ApiCollection":
        """The webhooks of a conversation."""
        return ApiCollection(self._api, f"{self._path}/Webhooks")

    def update(self, **parameters: object) -> "ApiRecord":
        """Update the resource and return a new snapshot; raises UsageError if it is refused."""
        return ApiRecord(self._api, self._path, self._api.call("POST", self._path, parameters))

    def delete(self) -> None:
        """Delete the resource and everything under it."""
        self._api.call("DELETE", self._path, {})


class ApiCollection:
    """The API resources of one kind under one parent."""

    def __init__(self, api: ApiClient, path: str) -> None:
        self._api = api
        self._path = path

    def create(self, **parameters: object) -> ApiRecord:
        """Create a resource: `create(friendly_name="printer on fire")`.

        With `sid` it has that SID, for tests that name fixed ones. Raises UsageError if the SID is
        malformed or taken, or if Twilio would refuse the call or ignore one of the parameters.
        """
        return self._record(self._api.call("POST", self._path, parameters))

    def list(self) -> Sequence[ApiRecord]:
        """Return snapshots of all resources, in Twilio's order."""
        return tuple(self)

    def get(self, name: str | ApiRecord) -> ApiRecord | None:
        """Return the resource with a SID, unique name or identity, or None.

        Raises UsageError for no name.
        """
        name = name.sid if isinstance(name, ApiRecord) else name
        if not isinstance(name, str) or not name:
            raise UsageError(
                f"{name!r} names none of {self._path}; give a SID, a unique name or an identity, "
                "or iterate over them: `for conversation in ringback.conversations`"
            )
        document = self._api.call("GET", f"{self._path}/{quote(name, safe='')}", {})
        return None if document is None else self._record(document)

    def __getitem__(self, name: str | ApiRecord) -> ApiRecord:
        found = self.get(name)
        if found is None:
            raise KeyError(
                f"{self._api.account_sid} has no {name} under {self._path}; resources "
                "of another account are in ringback.conversations_of(ACCOUNT)"
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
            target = _next_target(meta["next_page_url"])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _record(self, document: Mapping[str, Any]) -> ApiRecord:
        return ApiRecord(self._api, f"{self._path}/{_get_sid(document)}", document)


def _get_sid(document: Mapping[str, Any]) -> Any:
    """Return the SID that names a resource in its path."""
    return document.get("sid", document.get("conversation_sid"))


def _next_target(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _encode_form(parameters: Mapping[str, object]) -> dict[str, str | list[str]]:
    return {
        _parameter_name(name): [_encode_value(one) for one in value]
        if isinstance(value, list)
        else _encode_value(value)
        for name, value in parameters.items()
        if value is not None
    }


def _parameter_name(name: str) -> str:
    group = next((one for one in _GROUPS if name.startswith(f"{one.replace('.', '_')}_")), None)
    if group is None:
        return _camel_case(name)
    return ".".join(map(_camel_case, (*group.split("."), name[len(group) + 1 :])))


def _camel_case(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _encode_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"PT{value.total_seconds():.0f}S"
    return json.dumps(value) if isinstance(value, Mapping) else str(value)
