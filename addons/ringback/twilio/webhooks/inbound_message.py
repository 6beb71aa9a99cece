"""A message from outside, and what became of it."""

from dataclasses import dataclass, field

from ringback.twilio.values.types import Json
from ringback.twilio.webhooks.event import WebhookRequest


@dataclass(frozen=True, slots=True)
class InboundMedia:
    """A file of an inbound message."""

    content_type: str
    filename: str | None = None
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message that somebody writes by SMS, WhatsApp, Messenger or in the chat.

    - `sender`: an address, such as "+15550001111" or "whatsapp:+15550001111", or an identity;
    - `recipient`: an address of the account's, or the conversation (SID or unique name) of a chat;
    - `account_sid`: None for the account that knows the two;
    - `others`: the other recipients of a group MMS.
    """

    sender: str
    recipient: str
    body: str = ""
    media: tuple[InboundMedia, ...] = ()
    attributes: str | None = None
    account_sid: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InboundReply:
    """What became of an inbound message.

    `conversation` and `message` are as the API shows them; `reason` says why a message is in none.
    """

    routed: bool
    reason: str = ""
    conversation: dict[str, Json] | None = None
    message: dict[str, Json] | None = None
    webhooks: tuple[WebhookRequest, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryUpdate:
    """A new status of a message's receipts, or of the one of a participant."""

    message_sid: str
    status: str
    error_code: int | None = None
    participant_sid: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryReply:
    """The receipts of a message after a change of their status, as the API shows them."""

    receipts: tuple[dict[str, Json], ...]
    webhooks: tuple[WebhookRequest, ...] = ()
