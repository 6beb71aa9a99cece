"""What has become of a message that somebody wrote to the account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
