"""A message that somebody writes to the account, and what has become of it."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ringback.errors import UsageError
from ringback_proxy.testing.api_client import ApiClient, ApiRecord


@dataclass(frozen=True, slots=True)
class InboundResult:
    """The message and its conversation, as the API shows them; None if it belongs to none.

    `reason` says why it belongs to none, and `notes` are remarks.
    """

    routed: bool
    reason: str = ""
    conversation: ApiRecord | None = None
    message: ApiRecord | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, document: Mapping[str, Any], api: ApiClient) -> "InboundResult":
        """Return the result of the control API's JSON."""
        conversation = _make_record(document["conversation"], api, "/v1/Conversations")
        path = "" if conversation is None else f"/v1/Conversations/{conversation.sid}/Messages"
        return cls(
            document["routed"],
            document["reason"],
            conversation,
            _make_record(document["message"], api, path),
            tuple(document["notes"]),
        )


def _make_record(document: Mapping[str, Any] | None, api: ApiClient, path: str) -> ApiRecord | None:
    return None if document is None else ApiRecord(api, f"{path}/{document['sid']}", document)


def encode_message(
    sender: str,
    recipient: str | ApiRecord,
    body: str,
    media: Sequence[Mapping[str, Any]],
    attributes: Mapping[str, Any] | str | None,
    others: Sequence[str],
    account_sid: str | None,
) -> dict[str, Any]:
    """Return the control API's JSON of a message; raises UsageError."""
    return {
        "from": sender,
        "to": recipient.sid if isinstance(recipient, ApiRecord) else recipient,
        "body": body,
        "media": [_encode_file(one) for one in media],
        "attributes": json.dumps(attributes) if isinstance(attributes, Mapping) else attributes,
        "others": [others] if isinstance(others, str) else list(others),
        "account_sid": account_sid,
    }


def _encode_file(file: Any) -> dict[str, Any]:
    data = file.get("data", b"") if isinstance(file, Mapping) else None
    if not isinstance(data, bytes):
        raise UsageError(
            f"a file is {file!r}; give a dict, such as "
            '{"content_type": "image/png", "filename": "a.png", "data": b"..."}'
        )
    rest = {name: value for name, value in file.items() if name != "data"}
    return {**rest, "data_base64": b64encode(data).decode()}
