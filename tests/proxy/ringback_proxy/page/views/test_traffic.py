import asyncio
import threading

import pytest

from ringback.http.messages import Headers, Response
from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.page.views.text_search import TextSearch
from ringback_proxy.page.views.traffic import TrafficFilter, TrafficTable, list_traffic
from ringback_proxy.sessions.session import Session
from tests.support.cassettes.exchanges import create
from tests.support.cassettes.exchanges import request as make_request
from tests.support.proxy.sessions import make_session


def entry(status: int = 201, source: Source = Source.FAKE) -> JournalEntry:
    return JournalEntry(create(), Response(status, Headers(), b"", ""), source, 0.0123)


def session_of(*entries: JournalEntry) -> Session:
    session = make_session()
    for one in entries:
        session.journal.add(one)
    return session


def listed(session: Session, **more: object) -> TrafficTable:
    wanted = more.pop("wanted", TrafficFilter())
    return asyncio.run(list_traffic(session, wanted, **more))  # type: ignore[arg-type]


def numbers(table: TrafficTable) -> list[int]:
    return [row.number for row in table.rows]


def test_the_newest_is_first() -> None:
    table = listed(session_of(entry(), entry(404)))
    assert [(row.number, row.status) for row in table.rows] == [(2, 404), (1, 201)]
    assert table.rows[0].milliseconds == "12.3"
    assert (table.last, table.oldest) == (2, None)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (TrafficFilter(), [4, 3, 2, 1]),
        (TrafficFilter(source="miss"), [3]),
        (TrafficFilter(status="4xx"), [2]),
        (TrafficFilter(status="404"), [2]),
        (TrafficFilter(status="40"), []),
        (TrafficFilter(text="post /V1/CONV"), [4, 3, 2, 1]),
        (TrafficFilter(text="post miss"), [3]),
        (TrafficFilter(text="messages"), []),
        (TrafficFilter(source="fake", status="2xx"), [4, 1]),
    ],
)
def test_exchanges_are_filtered(wanted: TrafficFilter, expected: list[int]) -> None:
    session = session_of(entry(), entry(404), entry(501, Source.MISS), entry())
    assert numbers(listed(session, wanted=wanted)) == expected


def test_a_filter_is_encoded_without_what_is_empty() -> None:
    assert TrafficFilter(text="a&b", status="4xx").encode() == "text=a%26b&status=4xx"
    assert TrafficFilter().encode() == ""


def test_pages_follow_each_other() -> None:
    session = session_of(*[entry()] * 5)
    first = listed(session, most=2)
    second = listed(session, before=first.oldest, most=2)
    third = listed(session, before=second.oldest, most=2)
    assert [numbers(table) for table in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third.oldest is None


def test_only_what_is_new_is_added() -> None:
    session = session_of(*[entry()] * 3)
    assert numbers(listed(session, after=2)) == [3]
    assert numbers(listed(session, after=3)) == []


def test_nobody_waits_for_a_long_search(monkeypatch: pytest.MonkeyPatch) -> None:
    others_had_their_turn = threading.Event()

    def find(*_: object) -> bool:
        return not others_had_their_turn.wait(30)

    monkeypatch.setattr(TextSearch, "finds", find)

    async def search() -> TrafficTable:
        searching = asyncio.create_task(list_traffic(session_of(entry()), TrafficFilter("x")))
        await asyncio.sleep(0)
        others_had_their_turn.set()
        return await searching

    assert asyncio.run(search()).rows == ()


def test_a_long_path_is_cut() -> None:
    session = make_session()
    request = make_request("GET", f"/v1/Conversations/{'x' * 10_000}")
    session.journal.add(JournalEntry(request, Response(404, Headers(), b"", ""), Source.FAKE, 0.0))
    (row,) = listed(session).rows
    assert len(row.target) < 1_000
    assert row.target.endswith("x…")


def test_a_secret_in_a_path_is_redacted() -> None:
    secret = "f00dfeed" * 4
    session = make_session()
    request = make_request("GET", f"/v1/Conversations?AuthToken={secret}")
    session.journal.add(JournalEntry(request, Response(200, Headers(), b"", ""), Source.FAKE, 0.0))
    (row,) = listed(session).rows
    assert secret not in row.target
