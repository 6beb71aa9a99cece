"""One conversation as a chat: its participants and its newest messages."""

from dataclasses import dataclass

from ringback.settings.table import Settings
from ringback_proxy.page.views.conversations import ConversationRow, view_conversation
from ringback_proxy.page.views.fake_reader import FakeReader, Json
from ringback_proxy.sessions.session import Session

MESSAGES = 100
PARTICIPANTS = 200
# What a receipt may say, in the order of a delivery.
RECEIPTS = ("sent", "delivered", "read", "failed", "undelivered")
_MEASURES = ("read", "delivered", "sent")


@dataclass(frozen=True, slots=True)
class ChatParticipant:
    """A participant; `sender` and `recipient` are what an inbound message has of it.

    `channel` is "chat", "sms", "whatsapp" and so on. `sender` is "" where nothing can be written,
    because another participant stands for the number.
    """

    sid: str
    name: str
    channel: str
    sender: str
    recipient: str


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message; `status` sums up its receipts, "" if it has none.

    `is_outside` is whether a participant outside of the chat wrote it, by SMS for example.
    """

    sid: str
    index: int
    author: str
    body: str
    media: tuple[str, ...]
    created: str
    status: str
    is_outside: bool


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation, opened."""

    account_sid: str
    conversation: ConversationRow
    participants: tuple[ChatParticipant, ...]
    messages: tuple[ChatMessage, ...]
    is_cut: bool

    @property
    def writers(self) -> tuple[ChatParticipant, ...]:
        """The participants as whom one can write."""
        return tuple(one for one in self.participants if one.sender)

    @property
    def has_recipients(self) -> bool:
        """Whether messages have receipts."""
        return any(one.channel != "chat" for one in self.participants)


async def view_chat(
    session: Session, settings: Settings, account_sid: str, path: str, most: int = MESSAGES
) -> Chat | None:
    """Return the conversation at a path of the API, with `most` messages; None if there is none."""
    reader = FakeReader(session, settings, account_sid)
    record = await reader.fetch(path)
    if record is None:
        return None
    found = await reader.list_all(f"{path}/Participants", "participants", PARTICIPANTS)
    newest = await reader.list_all(f"{path}/Messages?Order=desc", "messages", most + 1)
    participants = tuple(_view_participant(one, record["sid"]) for one in found)
    outside = {one.sid for one in participants if one.channel != "chat"}
    messages = tuple(_view_message(one, outside) for one in reversed(newest[:most]))
    return Chat(
        account_sid, view_conversation(record, path), participants, messages, len(newest) > most
    )


def _view_participant(record: Json, conversation_sid: str) -> ChatParticipant:
    binding = record.get("messaging_binding") or {}
    address = binding.get("address") or ""
    if address:
        proxy = binding.get("proxy_address") or binding.get("projected_address") or ""
        channel = binding.get("type") or "sms"
        return ChatParticipant(record["sid"], address, channel, address if proxy else "", proxy)
    identity = record.get("identity") or ""
    projected = binding.get("projected_address") or ""
    name = " ".join(filter(None, (identity, projected))) or record["sid"]
    return ChatParticipant(record["sid"], name, "chat", identity, conversation_sid)


def _view_message(record: Json, outside: set[str]) -> ChatMessage:
    media = tuple(
        f"{one.get('filename') or one.get('sid')} ({one.get('content_type')})"
        for one in record.get("media") or ()
    )
    return ChatMessage(
        record["sid"],
        record["index"],
        record.get("author") or "system",
        record.get("body") or "",
        media,
        record.get("date_created") or "",
        sum_up(record.get("delivery")),
        record.get("participant_sid") in outside,
    )


def sum_up(delivery: Json | None) -> str:
    """Return what became of a message: "read by all", "some failed"."""
    if not delivery:
        return ""
    for measure in ("failed", "undelivered"):
        if delivery.get(measure) not in (None, "none"):
            return f"{measure} ({delivery[measure]} of {delivery['total']})"
    for measure in _MEASURES:
        if delivery.get(measure) not in (None, "none"):
            return f"{measure} ({delivery[measure]} of {delivery['total']})"
    return f"on its way ({delivery['total']})"
