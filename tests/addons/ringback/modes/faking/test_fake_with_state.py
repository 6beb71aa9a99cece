import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from ringback.http.messages import Headers, Request
from ringback.modes.factories.fake import Faking
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Answer, Decision, Miss, Source
from ringback.settings.parsers import MEMORY
from ringback.settings.table import FakeSettings
from tests.support.state.databases import damage
from tests.support.state.requests import CONTENT_TYPES, EVERY_BYTE, REQUESTS, fetch_file, upload
from tests.support.twilio.caller import Clock
from tests.support.twilio.fake_mode import post

LARGE = b"FriendlyName=a&Attributes=" + b"%7B%7D" + b"&Unknown=" + b"x" * 20_000


def decide(path: Path, *requests: Request) -> list[Decision]:
    async def scenario() -> list[Decision]:
        mode = Faking(FakeSettings(state=str(path))).assemble(Clock()).mode
        decisions = [await mode.decide_large(request) for request in requests]
        await mode.finish(ended_well=True)
        return decisions

    return asyncio.run(scenario())


def statuses(decisions: list[Decision]) -> list[int | None]:
    return [one.response.status if isinstance(one, Answer) else None for one in decisions]


def test_a_state_is_there_after_a_restart(tmp_path: Path) -> None:
    path, named = tmp_path / "state.sqlite", post("/v1/Conversations", b"UniqueName=x")

    assert statuses(decide(path, named)) == [201]
    assert statuses(decide(path, named, post("/v1/Conversations", LARGE))) == [409, 201]


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty state of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    return MEMORY if request.param == MEMORY else str(tmp_path / "state.sqlite")


async def reply(mode: Mode, requests: Iterable[Request]) -> list[tuple[int, bytes]]:
    decisions = [await mode.decide_large(request) for request in requests]
    assert all(isinstance(one, Answer) and one.source is Source.FAKE for one in decisions)
    return [
        (one.response.status, one.response.body) for one in decisions if isinstance(one, Answer)
    ]


def reply_after_each_start(state: str, requests: list[Request], each: int) -> list[Any]:
    """Return the replies of a fake that is started anew after so many requests."""

    async def scenario() -> list[Any]:
        replies: list[Any] = []
        for begin in range(0, len(requests), each):
            mode = Faking(FakeSettings(state=state, seed=1)).assemble(Clock()).mode
            replies += await reply(mode, requests[begin : begin + each])
            await mode.finish(ended_well=True)
        return replies

    return asyncio.run(scenario())


@pytest.mark.parametrize("name", REQUESTS)
def test_replies_are_the_same_wherever_the_state_is_kept(state: str, name: str) -> None:
    requests = REQUESTS[name]
    expected = reply_after_each_start(MEMORY, requests, len(requests))

    assert (
        reply_after_each_start(state, requests, len(requests) if state == MEMORY else 1) == expected
    )


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
def test_a_file_is_read_as_it_was_uploaded(state: str, content_type: str) -> None:
    uploads = [upload(content_type), upload("text/plain")]
    (_, created), _ = reply_after_each_start(MEMORY, uploads, 2)
    fetched = fetch_file(json.loads(created)["sid"])

    replies = reply_after_each_start(state, [*uploads, fetched], 3 if state == MEMORY else 1)

    assert replies[2] == (200, EVERY_BYTE)
    assert replies[:2] == reply_after_each_start(MEMORY, uploads, 2)


def test_other_hosts_are_none_of_its_business(tmp_path: Path) -> None:
    request = Request("GET", "https", "api.twilio.com", 443, "/2010-04-01", Headers(), b"")

    (decision,) = decide(tmp_path / "state.sqlite", request)

    assert isinstance(decision, Miss)


def test_nothing_is_decided_without_the_database(tmp_path: Path) -> None:
    async def scenario() -> None:
        mode = Faking(FakeSettings(state=str(tmp_path / "state.sqlite"))).assemble(Clock()).mode
        with pytest.raises(RuntimeError, match="decide_large"):
            mode.decide(post("/v1/Conversations", b""))
        await mode.finish(ended_well=True)

    asyncio.run(scenario())


def test_a_database_that_is_gone_is_a_503(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"

    async def scenario() -> Decision:
        mode = Faking(FakeSettings(state=str(path))).assemble(Clock()).mode
        damage(path, "DROP TABLE sessions")
        decision = await mode.decide_large(post("/v1/Conversations", b""))
        await mode.finish(ended_well=True)
        return decision

    decision = asyncio.run(scenario())
    assert isinstance(decision, Answer)
    assert (decision.response.status, decision.source) == (503, Source.ERROR)
    assert b'"code": 20503' in decision.response.body
    assert decision.notes == (f"{path}: the state cannot be used",)
