"""The conversations of a session: those of the fake by account, or those seen in the traffic."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from ringback.http.messages import Response
from ringback.settings.table import Settings
from ringback.sids import is_sid
from ringback_proxy.page.views.fake_reader import FakeReader, Json
from ringback_proxy.sessions.session import Session

# Conversations of one service that are listed, and exchanges that are searched for others.
LISTED = 200
_SEARCHED = 2_000
_LARGEST = 65_536


@dataclass(frozen=True, slots=True)
class ConversationTimer:
    """A timer that is set: what it makes of the conversation, and when (ISO 8601)."""

    state: str
    due: str


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation in a list; `path` is its path in the API."""

    sid: str
    name: str
    state: str
    updated: str
    path: str
    timers: tuple[ConversationTimer, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceConversations:
    """The conversations of a service, of which not more than `LISTED` are listed."""

    name: str
    rows: tuple[ConversationRow, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class AccountConversations:
    """The conversations of an account, by service."""

    account_sid: str
    services: tuple[ServiceConversations, ...]


async def list_accounts(
    session: Session, settings: Settings
) -> tuple[AccountConversations, ...] | None:
    """Return the conversations of each account; None if the session keeps no state."""
    accounts = session.mode.account_sids
    if accounts is None:
        return None
    return tuple([await _list_account(FakeReader(session, settings, sid), sid) for sid in accounts])


async def _list_account(reader: FakeReader, account_sid: str) -> AccountConversations:
    services = [("the default service", "/v1")]
    services += [
        (f"{one['friendly_name']} ({one['sid']})", f"/v1/Services/{one['sid']}")
        for one in await reader.list_all("/v1/Services", "services", LISTED)
    ]
    listed = [await _list_service(reader, name, prefix) for name, prefix in services]
    return AccountConversations(account_sid, tuple(_drop_repeated(listed)))


async def _list_service(reader: FakeReader, name: str, prefix: str) -> ServiceConversations:
    found = await reader.list_all(f"{prefix}/Conversations", "conversations", LISTED + 1)
    rows = tuple(
        view_conversation(one, f"{prefix}/Conversations/{one['sid']}") for one in found[:LISTED]
    )
    return ServiceConversations(name, rows, len(found) > LISTED)


def _drop_repeated(services: Iterable[ServiceConversations]) -> list[ServiceConversations]:
    """Return the services without the default one under its SID, and without empty ones."""
    kept: list[ServiceConversations] = []
    seen: set[str] = set()
    for service in services:
        sids = {row.sid for row in service.rows}
        if sids and not sids <= seen:
            kept.append(service)
        seen |= sids
    return kept


def view_conversation(record: Json, path: str) -> ConversationRow:
    """Return a conversation as the API shows it."""
    timers = record.get("timers") or {}
    due = {"inactive": timers.get("date_inactive"), "closed": timers.get("date_closed")}
    state = record.get("state") or "active"
    return ConversationRow(
        record["sid"],
        record.get("friendly_name") or record.get("unique_name") or "(no name)",
        state,
        record.get("date_updated") or "",
        path,
        tuple(
            ConversationTimer(after, date)
            for after, date in due.items()
            if date and state not in ("closed", after)
        ),
    )


def list_seen(session: Session) -> tuple[ConversationRow, ...]:
    """Return the conversations in the newest replies, each as it was seen last."""
    rows: dict[str, ConversationRow] = {}
    for entry in islice(reversed(session.journal.entries), _SEARCHED):
        for record in _list_shown(entry.response):
            if record["sid"] not in rows:
                rows[record["sid"]] = view_conversation(record, "")
    return tuple(rows.values())


def _list_shown(response: Response) -> list[Json]:
    """Return the conversations that a reply shows."""
    if b'"CH' not in response.body or len(response.body) > _LARGEST:
        return []
    try:
        document = json.loads(response.body)
    except (ValueError, RecursionError):
        return []
    if not isinstance(document, Mapping):
        return []
    listed = document.get("conversations")
    shown = listed if isinstance(listed, list) else [document]
    return [one for one in shown if isinstance(one, Mapping) and _is_conversation(one)]


def _is_conversation(record: Json) -> bool:
    return is_sid("CH", str(record.get("sid"))) and "state" in record


def format_now(now: datetime) -> str:
    """Return an instant as the page's script reads it."""
    return now.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
