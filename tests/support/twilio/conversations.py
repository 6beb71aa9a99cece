"""Twilio's replies for the upstream, written from Twilio's reference, independent of Ringback.

Sources: the reference of `POST /v1/Conversations` (attributes, types, patterns) and the examples
of Twilio's OpenAPI description (key order, dates, links).
"""

import hashlib
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

API = "https://conversations.twilio.com"

# The account of API keys (SK...), which do not name one.
KEY_ACCOUNT = "AC" + "5e" * 16
SERVICE = "IS" + "7a" * 16
MESSAGING_SERVICE = "MG" + "3c" * 16
CREATED = "2026-03-02T14:08:01Z"


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and its JSON object; None for no body."""

    status: int
    body: dict[str, object] | None = None


@dataclass
class Conversations:
    """The conversations of one upstream, with create, fetch, list and delete only."""

    known: dict[str, dict[str, object]] = field(default_factory=dict)

    def answer(self, method: str, target: str, user: str, body: bytes) -> Reply:
        """Return the reply to a request; `user` is that of its Basic credentials, or ""."""
        path = urlsplit(target).path.rstrip("/")
        if not user:
            return fault(401, 20003, "Authentication Error - No credentials provided")
        if path == "/v1/Conversations":
            return self._create(user, body) if method == "POST" else self._list()
        sid = path.removeprefix("/v1/Conversations/")
        if sid not in self.known:
            return fault(
                404, 20404, f"The requested resource {path.removeprefix('/v1')} was not found"
            )
        if method == "DELETE":
            del self.known[sid]
            return Reply(204)
        return Reply(200, self.known[sid])

    def _create(self, user: str, body: bytes) -> Reply:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        sid = "CH" + hashlib.md5(str(len(self.known)).encode()).hexdigest()
        self.known[sid] = conversation(sid, user if user.startswith("AC") else KEY_ACCOUNT, form)
        return Reply(201, self.known[sid])

    def _list(self) -> Reply:
        url = f"{API}/v1/Conversations?PageSize=50&Page=0"
        meta: dict[str, object] = {
            "page": 0,
            "page_size": 50,
            "first_page_url": url,
            "previous_page_url": None,
            "url": url,
            "next_page_url": None,
            "key": "conversations",
        }
        return Reply(200, {"conversations": list(self.known.values()), "meta": meta})


def conversation(sid: str, account_sid: str, form: dict[str, str]) -> dict[str, object]:
    """Return a conversation as in a 201 reply."""
    url = f"{API}/v1/Conversations/{sid}"
    return {
        "sid": sid,
        "account_sid": account_sid,
        "chat_service_sid": SERVICE,
        "messaging_service_sid": form.get("MessagingServiceSid", MESSAGING_SERVICE),
        "friendly_name": form.get("FriendlyName"),
        "unique_name": form.get("UniqueName"),
        "attributes": form.get("Attributes", "{}"),
        "date_created": form.get("DateCreated", CREATED),
        "date_updated": form.get("DateUpdated", CREATED),
        "state": form.get("State", "active"),
        "timers": {},
        "bindings": None,
        "url": url,
        "links": {
            "participants": f"{url}/Participants",
            "messages": f"{url}/Messages",
            "webhooks": f"{url}/Webhooks",
            "export": f"{url}/Export",
        },
    }


def fault(status: int, code: int, message: str) -> Reply:
    """Return an error reply with Twilio's four keys."""
    more_info = f"https://www.twilio.com/docs/errors/{code}"
    return Reply(
        status, {"code": code, "message": message, "more_info": more_info, "status": status}
    )
