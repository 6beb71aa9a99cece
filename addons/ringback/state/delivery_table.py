"""Webhooks that are not delivered yet: each belongs to one proxy, and in order to a conversation.

A delivery is written in the transaction of what it reports. The proxy that has written it delivers
it, unless another one has earlier deliveries of the conversation. What belongs to a proxy that was
not seen for LEASE seconds is taken over.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from ringback.state.connection import Connection
from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget

LEASE = 10.0
# How many deliveries are taken over at a time.
MOST_AT_ONCE = 1_000

NOBODY = ""


def add(
    connection: Connection, session: int, proxy: str, webhooks: Iterable[WebhookRequest]
) -> tuple[WebhookRequest, ...]:
    """Write webhooks, and return those that this proxy delivers itself."""
    own: list[WebhookRequest] = []
    for webhook in webhooks:
        if not webhook.target.called:
            own.append(webhook)
            continue
        lane = _find_lane(webhook)
        others = connection.execute(
            "SELECT 1 FROM deliveries WHERE session = ? AND lane = ? AND proxy <> ? LIMIT 1",
            (session, lane, proxy),
        )
        token = str(uuid.uuid4())
        row = (session, lane, NOBODY if others else proxy, token, _encode(webhook))
        ((number,),) = connection.execute(
            "INSERT INTO deliveries (session, lane, proxy, token, content) "
            "VALUES (?, ?, ?, ?, ?) RETURNING id",
            row,
        )
        if not others:
            own.append(replace(webhook, number=number, token=token))
    return tuple(own)


def list_waiting_sessions(connection: Connection, proxy: str) -> set[int]:
    """Return the sessions with deliveries that no running proxy has, or that this one has."""
    rows = connection.execute(
        "SELECT DISTINCT session FROM deliveries WHERE proxy = ? OR proxy NOT IN "
        "(SELECT id FROM proxies)",
        (proxy,),
    )
    return {session for (session,) in rows}


def take_over(
    connection: Connection, session: int, proxy: str, known: set[int]
) -> tuple[WebhookRequest, ...]:
    """Return deliveries that are this proxy's from now on, or were without its knowledge.

    What comes after one that a proxy has begun waits until that is over, also if it is this proxy:
    its event loop may get those that are taken over before those that it has written itself.
    """
    running = {one for (one,) in connection.execute("SELECT id FROM proxies")} - {proxy}
    rows = connection.execute(
        "SELECT id, lane, proxy, token, content FROM deliveries WHERE session = ? ORDER BY id "
        f"LIMIT {MOST_AT_ONCE}",
        (session,),
    )
    taken: list[WebhookRequest] = []
    blocked: set[str] = set()
    for number, lane, owner, token, content in rows:
        if owner in running or (owner == proxy and number in known):
            blocked.add(lane)
        elif lane not in blocked:
            connection.execute("UPDATE deliveries SET proxy = ? WHERE id = ?", (proxy, number))
            taken.append(replace(_decode(content), number=number, token=token))
    return tuple(taken)


def remove(connection: Connection, numbers: Iterable[int]) -> None:
    """Remove deliveries that are over."""
    connection.execute_many(
        "DELETE FROM deliveries WHERE id = ?", [(number,) for number in numbers]
    )


def note_running(connection: Connection, proxy: str) -> None:
    """Note that a proxy runs."""
    connection.execute(
        f"INSERT INTO proxies VALUES (?, {connection.now}) "
        "ON CONFLICT (id) DO UPDATE SET seen = excluded.seen",
        (proxy,),
    )


def forget_gone(connection: Connection) -> None:
    """Forget the proxies that were not seen for LEASE seconds.

    Not in the transaction of `note_running`: after an outage each proxy would wait for the other.
    """
    connection.execute(f"DELETE FROM proxies WHERE seen < {connection.now} - {LEASE}")


def leave(connection: Connection, proxy: str) -> None:
    """Leave a proxy's deliveries to others, and remove its entry."""
    connection.execute("UPDATE deliveries SET proxy = ? WHERE proxy = ?", (NOBODY, proxy))
    connection.execute("DELETE FROM proxies WHERE id = ?", (proxy,))


def _find_lane(webhook: WebhookRequest) -> str:
    return webhook.conversation_sid or webhook.account_sid


def _encode(webhook: WebhookRequest) -> str:
    """Return the JSON of a webhook without the auth token, which is never written."""
    shown = asdict(replace(webhook, auth_token=None))
    return json.dumps({**shown, "occurred": webhook.occurred.isoformat()})


def _decode(text: str) -> WebhookRequest:
    given: dict[str, Any] = json.loads(text)
    given["target"] = WebhookTarget(**given["target"])
    given["parameters"] = tuple((name, value) for name, value in given["parameters"])
    given["occurred"] = datetime.fromisoformat(given["occurred"])
    return WebhookRequest(**given)
