import asyncio

import pytest

from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request
from ringback.modes.outcomes import Forward, Miss
from ringback.modes.recording.clean_up import CleanUp
from ringback.modes.recording.guarded_record import GuardedRecordMode
from ringback.modes.recording.write_guard import WriteGuard
from tests.support.cassettes.exchanges import ACCOUNT, API, KEY, TOKEN, create, created, request
from tests.support.proxy.flows import ScriptedMode

NAMED = f"requests are forwarded for the account {ACCOUNT[:8]}...{ACCOUNT[-4:]}"


@pytest.fixture
def inner() -> ScriptedMode:
    return ScriptedMode(Forward(), offline=False, name="record")


def guarded(
    inner: ScriptedMode, guard: WriteGuard | None = None, clean_up: CleanUp | None = None
) -> GuardedRecordMode:
    return GuardedRecordMode(inner, guard or WriteGuard(), Redactor(), clean_up)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_what_the_guard_refuses_is_a_miss(inner: ScriptedMode) -> None:
    mode = guarded(inner, WriteGuard(max_writes=1))

    assert [type(mode.decide(create())) for _ in range(2)] == [Forward, Miss]


def test_a_large_request_is_guarded_alike(inner: ScriptedMode) -> None:
    mode = guarded(inner, WriteGuard(max_writes=1))

    decisions = [asyncio.run(mode.decide_large(create())) for _ in range(2)]

    assert [type(decision) for decision in decisions] == [Forward, Miss]


def test_what_is_played_is_not_guarded(inner: ScriptedMode) -> None:
    inner.decision = ScriptedMode().decision

    assert guarded(inner, WriteGuard(max_writes=0)).decide(create()) is inner.decision


def test_the_account_is_named_once_before_the_first_request(
    inner: ScriptedMode, caplog: pytest.LogCaptureFixture
) -> None:
    mode = guarded(inner)
    for _ in range(2):
        mode.decide(create())

    assert lines(caplog) == [NAMED]
    assert not mode.offline


def test_the_account_of_an_api_key_is_named_once_it_is_known(
    inner: ScriptedMode, caplog: pytest.LogCaptureFixture
) -> None:
    redactor = Redactor()
    mode = GuardedRecordMode(inner, WriteGuard(), redactor)
    sent = create((KEY, TOKEN))
    mode.decide(sent)
    assert lines(caplog) == []

    redactor.redact_response(created(ACCOUNT), redactor.key_accounts.find_caller(sent))
    asyncio.run(mode.on_response(sent, created(ACCOUNT), Forward()))

    assert lines(caplog) == [NAMED]
    assert len(inner.responses) == 1


def test_what_was_created_is_deleted_at_the_end_even_if_it_was_not_recorded(
    inner: ScriptedMode,
) -> None:
    deleted: list[Request] = []

    def delete(sent: Request) -> int:
        deleted.append(sent)
        return 204

    mode = guarded(inner, clean_up=CleanUp(delete))
    inner.failure = OSError("the disk is full")
    url = f"{API}/v1/Conversations/CH1"
    with pytest.raises(OSError, match="full"):
        asyncio.run(mode.on_response(request(), created(url=url), Forward()))

    assert asyncio.run(mode.finish(ended_well=False))[-1] == "clean-up: 1 of 1 deleted"
    assert [one.url for one in deleted] == [url]
