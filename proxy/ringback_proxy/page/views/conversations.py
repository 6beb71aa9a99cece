"""The conversations of a session: those of the fake by account, or those seen in the traffic."""

import asyncio
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

# Conversations that are listed of one service and of all together, and exchanges that are searched
# for others.
LISTED = 200
LISTED_IN_ALL = 500
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
    """The conversations of a service, of which not all may be listed."""

    name: str
    rows: tuple[ConversationRow, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class AccountConversations:
    """The conversations of an account, by service."""

    account_sid: str
    services: tuple[ServiceConversations, ...]


@dataclass(frozen=True, slots=True)
class ConversationList:
    """The conversations of all accounts; `is_cut` is whether services or accounts are left out."""

    accounts: tuple[AccountConversations, ...]
    is_cut: bool


async def list_accounts(
    session: Session, settings: Settings, *, most: int = LISTED, most_in_all: int = LISTED_IN_ALL
) -> ConversationList | None:
    """Return the conversations of each account; None if the session keeps no state.

    `most` is how many are listed of one service.
    """
    state = session.mode.state
    if state is None:
        return None
    accounts: list[AccountConversations] = []
    left = most_in_all
    for account_sid in state.account_sids:
        if left <= 0:
            return ConversationList(tuple(accounts), is_cut=True)
        reader = FakeReader(session, settings, account_sid)
        services, is_cut = await _list_services(reader, left, most)
        accounts.append(AccountConversations(account_sid, tuple(services)))
        if is_cut:
            return ConversationList(tuple(accounts), is_cut=True)
        left -= sum(len(service.rows) for service in services)
    return ConversationList(tuple(accounts), is_cut=False)


async def _list_services(
    reader: FakeReader, left: int, most: int
) -> tuple[list[ServiceConversations], bool]:
    """Return services with about `left` conversations, and whether there are more services."""
    listed = [await _list_service(reader, "the default service", "/v1", most)]
    for one in await reader.list_all("/v1/Services", "services", most):
        if sum(len(service.rows) for service in _drop_repeated(listed)) >= left:
            return _drop_repeated(listed), True
        name = f"{one['friendly_name']} ({one['sid']})"
        listed.append(await _list_service(reader, name, f"/v1/Services/{one['sid']}", most))
    return _drop_repeated(listed), False


async def _list_service(
    reader: FakeReader, name: str, prefix: str, most: int
) -> ServiceConversations:
    found = await reader.list_all(f"{prefix}/Conversations", "conversations", most + 1)
    rows = tuple(
        view_conversation(one, f"{prefix}/Conversations/{one['sid']}") for one in found[:most]
    )
    return ServiceConversations(name, rows, len(found) > most)


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


async def list_seen(session: Session) -> tuple[ConversationRow, ...]:
    """Return the conversations in the newest replies, each as it was seen last."""
    rows: dict[str, ConversationRow] = {}
    for entry in islice(reversed(tuple(session.journal.entries)), _SEARCHED):
        if _may_show(entry.response):
            await asyncio.sleep(0)  # others get their turn between two documents
        for record in _list_shown(entry.response):
            if record["sid"] not in rows:
                rows[record["sid"]] = view_conversation(record, "")
    return tuple(rows.values())


def _may_show(response: Response) -> bool:
    return b'"CH' in response.body and len(response.body) <= _LARGEST


def _list_shown(response: Response) -> list[Json]:
    """Return the conversations that a reply shows."""
    if not _may_show(response):
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
