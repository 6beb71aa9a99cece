import asyncio
import json
from datetime import UTC, datetime

import pytest

from ringback.http.messages import Headers, Response
from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback.settings.table import FakeSettings, InspectSettings
from ringback_proxy.page.views.conversations import (
    AccountConversations,
    ConversationList,
    ConversationTimer,
    format_now,
    list_accounts,
    list_seen,
)
from tests.support.cassettes.exchanges import request
from tests.support.proxy.page import ACCOUNT, Page

SID = "CH" + "1" * 32


def listed(page: Page) -> tuple[AccountConversations, ...]:
    return listing(page).accounts


def listing(page: Page, **most: int) -> ConversationList:
    found: ConversationList = page.run(list_accounts(page.session, FakeSettings(), **most))
    return found


def test_a_conversation_has_its_state_and_its_timers(page: Page) -> None:
    page.create("/v1/Conversations", **{"FriendlyName": "Printer", "Timers.Closed": "PT1H"})
    (account,) = listed(page)
    (service,) = account.services
    (row,) = service.rows
    assert account.account_sid == ACCOUNT
    assert (row.name, row.state) == ("Printer", "active")
    assert row.timers == (ConversationTimer("closed", "2026-01-31T13:00:00Z"),)
    assert row.path == f"/v1/Conversations/{row.sid}"


def test_services_are_listed_with_their_own(page: Page) -> None:
    page.create("/v1/Conversations", FriendlyName="one")
    service = page.create("/v1/Services", FriendlyName="Support")["sid"]
    page.create(f"/v1/Services/{service}/Conversations", FriendlyName="two")
    (account,) = listed(page)
    assert [[row.name for row in one.rows] for one in account.services] == [["one"], ["two"]]
    assert account.services[1].name == f"Support ({service})"
    assert account.services[1].rows[0].path.startswith(f"/v1/Services/{service}/Conversations/CH")


def test_a_long_list_is_cut_and_says_so(page: Page) -> None:
    for _ in range(3):
        page.create("/v1/Conversations")
    (account,) = listing(page, most=2).accounts
    assert (len(account.services[0].rows), account.services[0].is_cut) == (2, True)


def test_many_services_are_cut_in_all_and_it_says_so(page: Page) -> None:
    for name in ("one", "two", "three"):
        service = page.create("/v1/Services", FriendlyName=name)["sid"]
        page.create(f"/v1/Services/{service}/Conversations")
    found = listing(page, most_in_all=2)
    assert (len(found.accounts[0].services), found.is_cut) == (2, True)
    found = listing(page, most_in_all=4)
    assert (len(found.accounts[0].services), found.is_cut) == (3, False)


def test_others_get_their_turn_while_conversations_are_listed(page: Page) -> None:
    for _ in range(150):
        page.create("/v1/Conversations")

    async def count_turns() -> int:
        turns = 0
        task = asyncio.create_task(list_accounts(page.session, FakeSettings()))
        while not task.done():
            turns += 1
            await asyncio.sleep(0)
        return turns

    assert page.run(count_turns()) >= 3


def test_a_mode_without_a_state_has_no_accounts(page: Page) -> None:
    session = page.begin("look", InspectSettings())
    assert page.run(list_accounts(session, InspectSettings())) is None


def shown(body: object) -> JournalEntry:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return JournalEntry(request("GET"), Response(200, Headers(), data, ""), Source.LIVE, 0.0)


def test_seen_conversations_are_as_they_were_seen_last(page: Page) -> None:
    session = page.begin("look", InspectSettings())
    record = {"sid": SID, "friendly_name": "Printer", "state": "active"}
    other = {"sid": "CH" + "2" * 32, "state": "inactive", "unique_name": "two"}
    session.journal.add(shown(record))
    session.journal.add(shown({"conversations": [{**record, "state": "closed"}, other]}))
    assert [(row.sid, row.name, row.state) for row in page.run(list_seen(session))] == [
        (SID, "Printer", "closed"),
        (other["sid"], "two", "inactive"),
    ]


@pytest.mark.parametrize(
    "body",
    [b"", b'"CH', b'["CH1"]', {"sid": "CHx", "state": "active"}, {"sid": SID}, {"sid": [SID]},
     {"conversations": "CH"}, b'{"x": "CH' + b"1" * 70_000],
)  # fmt: skip
def test_what_is_no_conversation_is_passed_over(page: Page, body: object) -> None:
    session = page.begin("look", InspectSettings())
    session.journal.add(shown(body))
    assert page.run(list_seen(session)) == ()


def test_an_instant_is_in_milliseconds() -> None:
    assert format_now(datetime(2026, 1, 31, 12, tzinfo=UTC)) == "2026-01-31T12:00:00.000Z"
