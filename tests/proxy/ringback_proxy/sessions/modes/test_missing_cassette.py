import asyncio
from pathlib import Path

from ringback.modes.outcomes import Forward, Miss
from ringback_proxy.sessions.modes.missing_cassette import MissingCassette
from tests.support.cassettes.exchanges import create, created

MODE = MissingCassette(Path("cassettes/it.yaml"), "pytest --ringback-record-mode=once")


def test_every_request_is_a_miss_with_the_command_to_record() -> None:
    decision = MODE.decide(create())
    assert isinstance(decision, Miss)
    assert decision.message == (
        "there is no cassette cassettes/it.yaml to answer POST /v1/Conversations from. "
        "Record it: pytest --ringback-record-mode=once"
    )


def test_responses_are_ignored_and_the_summary_names_the_file() -> None:
    asyncio.run(MODE.on_response(create(), created(), Forward()))
    assert asyncio.run(MODE.finish(ended_well=True)) == ("there is no cassette cassettes/it.yaml",)
