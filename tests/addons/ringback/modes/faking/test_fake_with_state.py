import asyncio
from pathlib import Path

import pytest

from ringback.http.messages import Headers, Request
from ringback.modes.base import Answer, Decision, Miss, Source
from ringback.modes.factories.fake import Faking
from ringback.settings.table import FakeSettings
from tests.support.state.databases import damage
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
