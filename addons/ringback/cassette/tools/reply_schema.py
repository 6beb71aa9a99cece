"""Check recorded replies against the schema of the Conversations API, version 1.

Source: Twilio's reference of the attributes.

- Attributes may be missing or unknown, because real replies of several years differ in that.
- Every attribute may be null, as most are in the reference.
- Required are a resource's `sid`, and an error's `message` and `status`.
- Other hosts, and paths other than `/v1`, are not checked; the same host serves another API under
  `/v2`.

Not derived from the attribute tables of `ringback.twilio`, which `cassette` may not import; the
fake itself is checked against `tests/schemas`.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from ringback.cassette.redaction.value_placeholders import is_value_placeholder
from ringback.http.messages import Request, Response
from ringback.sids import is_sid

_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_STATES = ("active", "inactive", "closed", "initializing")
# The prefixes of SIDs, by the collection's segment in the path.
_PREFIXES = {
    "Addresses": "IG",
    "Bindings": "BS",
    "Conversations": "CH",
    "ConversationWithParticipants": "CH",
    "Credentials": "CR",
    "Messages": "IM",
    "Participants": "MB",
    "Receipts": "DY",
    "Roles": "RL",
    "Services": "IS",
    "Users": "US",
    "Webhooks": "WH",
}
# Lists whose items are shown by another SID than their own.
_LISTS = ("ParticipantConversations",)
# Collections whose resources are named by other resources' SIDs.
_WITHOUT_SIDS = (["Users", "Conversations"],)

Check = tuple[str, Callable[[Any], bool]]  # description of valid values, and the test for one


def find_violations(request: Request, response: Response) -> Iterator[str]:
    """Yield a sentence for each violation of the API's schema in the reply to a request."""
    if not (request.host.startswith("conversations.") and request.path.startswith("/v1/")):
        return
    if response.status == 204 or request.method == "HEAD":
        if response.body:
            yield f"a reply with status {response.status} to {request.method} has a body"
        return
    try:
        document = json.loads(response.body)
    except (ValueError, RecursionError):
        yield "the reply is not JSON"
        return
    if not isinstance(document, dict):
        yield "the reply is not a JSON object"
    elif response.status >= 400:
        yield from _missing(document, "message", "status")
        yield from _find_violations(document, {**_FAULT, "status": _status(response.status)}, "")
    elif 200 <= response.status < 300:
        yield from _resources(request, document)


def _resources(request: Request, document: dict[str, Any]) -> Iterator[str]:
    meta = document.get("meta")
    if not isinstance(meta, dict):
        if _is_list(request):
            yield "there is no meta, which every list has"
            return
        if _prefix(request.path) is not None:
            yield from _missing(document, "sid")
        yield from _find_violations(document, _attributes(request.path), "")
        return
    yield from _find_violations(meta, _META, "meta.")
    key = meta.get("key")
    items = document.get(str(key))
    if not isinstance(items, list):
        yield f"there is no list {json.dumps(key)}, which meta.key names"
        return
    for number, item in enumerate(items):
        place = f"{key}[{number}]"
        if isinstance(item, dict):
            yield from _find_violations(item, _attributes(request.path), f"{place}.")
        else:
            yield f"{place} is not an object"


def _is_list(request: Request) -> bool:
    """Return whether a request asks for a list: its path ends in the name of a collection."""
    segments = _split(request.path)
    names_collection = len(segments) % 2 == 1 and segments[-1] in (*_PREFIXES, *_LISTS)
    return request.method == "GET" and names_collection


def _missing(document: dict[str, Any], *names: str) -> Iterator[str]:
    yield from (f"{name} is missing" for name in names if document.get(name) is None)


def _find_violations(
    document: dict[str, Any], checks: dict[str, Check], place: str
) -> Iterator[str]:
    for name, value in document.items():
        expected, is_right = checks.get(name, _ANYTHING)
        if value is not None and not _is_redacted(value) and not is_right(value):
            shown = json.dumps(value, ensure_ascii=False)
            yield f"{place}{name} is {shown[:60]}{'…' if len(shown) > 60 else ''}, not {expected}"


def _is_redacted(value: object) -> bool:
    return isinstance(value, str) and is_value_placeholder(value)


def _attributes(path: str) -> dict[str, Check]:
    """Return the checks for a resource at a path."""
    prefix = _prefix(path)
    return _ATTRIBUTES if prefix is None else {**_ATTRIBUTES, "sid": _sid(prefix)}


def _prefix(path: str) -> str | None:
    """Return the prefix of a resource's own SID, which depends on the last collection in the path.

    Returns None for a collection that is unknown or whose resources have no SID.
    """
    collections = _split(path)[::2]
    if not collections or collections[-2:] in _WITHOUT_SIDS:
        return None
    return _PREFIXES.get(collections[-1])


def _split(path: str) -> list[str]:
    """Return the collections in a path, each with the SID or name after it."""
    # The only collection that is not under a record.
    path = path.replace("/Configuration/Addresses", "/Addresses")
    return [segment for segment in path.split("/") if segment][1:]


def _sid(prefix: str) -> Check:
    return (
        f"{prefix} and 32 hexadecimal digits",
        lambda value: isinstance(value, str) and is_sid(prefix, value),
    )


def _status(status: int) -> Check:
    return f"the reply's status, {status}", lambda value: value == status


def _is_json(value: Any) -> bool:
    try:
        json.loads(value)
    except (TypeError, ValueError, RecursionError):
        return False
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))


_ANYTHING: Check = ("anything", lambda _: True)
_TEXT: Check = ("text", lambda value: isinstance(value, str))
_DATE_AND_TIME: Check = (
    "a date and time",
    lambda value: isinstance(value, str) and _DATE.fullmatch(value) is not None,
)
_OBJECT: Check = ("an object", lambda value: isinstance(value, dict))
_URL: Check = ("a URL", _is_url)
_NUMBER: Check = ("a whole number", _is_number)

_ATTRIBUTES: dict[str, Check] = {
    "account_sid": _sid("AC"),
    "attributes": ("text that is JSON", _is_json),
    "bindings": _OBJECT,
    "chat_service_sid": _sid("IS"),
    "conversation_sid": _sid("CH"),
    "credential_sid": _sid("CR"),
    "date_created": _DATE_AND_TIME,
    "date_updated": _DATE_AND_TIME,
    "default_chat_service_role_sid": _sid("RL"),
    "default_chat_service_sid": _sid("IS"),
    "default_conversation_creator_role_sid": _sid("RL"),
    "default_conversation_role_sid": _sid("RL"),
    "default_messaging_service_sid": _sid("MG"),
    "friendly_name": _TEXT,
    "identity": _TEXT,
    "index": _NUMBER,
    "links": _OBJECT,
    "message_sid": _sid("IM"),
    "messaging_service_sid": _sid("MG"),
    "participant_sid": _sid("MB"),
    "state": (f"one of {', '.join(_STATES)}", lambda value: value in _STATES),
    "timers": _OBJECT,
    "unique_name": _TEXT,
    "url": _URL,
}
_META: dict[str, Check] = {
    "first_page_url": _URL,
    "key": _TEXT,
    "next_page_url": _URL,
    "page": _NUMBER,
    "page_size": _NUMBER,
    "previous_page_url": _URL,
    "url": _URL,
}
_FAULT: dict[str, Check] = {"code": _NUMBER, "message": _TEXT, "more_info": _URL}
