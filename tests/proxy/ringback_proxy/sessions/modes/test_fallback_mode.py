import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from ringback.cassette.model import Interaction
from ringback.http import basic_auth
from ringback.modes.factories.fake import assemble_fake
from ringback.modes.factory import assemble
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Answer, Miss
from ringback.settings.table import FakeSettings, ReplaySettings
from ringback.twilio.webhooks.pre_action import PreAction
from ringback_proxy.sessions.modes.fallback_mode import FallbackMode
from ringback_proxy.sessions.modes.missing_cassette import MissingCassette
from tests.support.cassettes.exchanges import create, created, write_cassette

CREDENTIALS = basic_auth.encode("AC" + "1" * 32, "token")


def replaying(folder: Path, *names: str) -> Mode:
    recorded = [Interaction(create(FriendlyName=name), created()) for name in names]
    path = write_cassette(folder / f"{names[0]}.yaml", *recorded)
    return assemble(ReplaySettings(cassette=(path,)), folder).mode


@pytest.fixture
def both(tmp_path: Path) -> FallbackMode:
    return FallbackMode(replaying(tmp_path, "one"), replaying(tmp_path, "two", "three"))


@pytest.mark.parametrize(("name", "file"), [("one", "one.yaml"), ("two", "two.yaml")])
def test_both_modes_answer(name: str, file: str, both: FallbackMode) -> None:
    answer = both.decide(create(FriendlyName=name))
    assert isinstance(answer, Answer)
    assert answer.file == file


@pytest.mark.parametrize("name", ["one", "two", "none"])
def test_a_large_request_gets_the_same_answer(name: str, tmp_path: Path) -> None:
    def make() -> FallbackMode:
        return FallbackMode(replaying(tmp_path, "one"), replaying(tmp_path, "two"))

    sent = create(FriendlyName=name)

    assert asyncio.run(make().decide_large(sent)) == make().decide(sent)


def test_the_primary_explains_a_miss(tmp_path: Path) -> None:
    mode = FallbackMode(
        MissingCassette(tmp_path / "gone.yaml", "pytest"), replaying(tmp_path, "one")
    )
    missed = mode.decide(create(FriendlyName="x"))
    assert isinstance(missed, Miss)
    assert "gone.yaml" in missed.message


def test_unplayed_recordings_of_the_fallback_are_listed(both: FallbackMode) -> None:
    both.decide(create(FriendlyName="two"))
    assert [one.label for one in both.unplayed()] == ["two.yaml #2"]


def test_the_summary_has_the_lines_of_both(both: FallbackMode) -> None:
    lines = asyncio.run(both.finish(ended_well=True))
    assert [line for line in lines if "played" in line][:2] == [
        "0 of 1 recordings played",
        "never played: one.yaml #1",
    ]
    assert "0 of 2 recordings played" in lines


def test_a_primary_that_waits_for_the_application_is_not_replaced(tmp_path: Path) -> None:
    settings = FakeSettings(webhooks="all", pre_webhook_url="http://127.0.0.1/pre")
    mode = FallbackMode(assemble_fake(settings).mode, replaying(tmp_path, "one"))
    request = create(FriendlyName="one")
    headers = request.headers.having("Authorization", CREDENTIALS)

    assert isinstance(mode.decide(replace(request, headers=headers)), PreAction)
