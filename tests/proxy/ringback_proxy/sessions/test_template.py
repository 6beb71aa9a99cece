import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from ringback.cassette.model import Interaction
from ringback.modes.outcomes import Answer, Miss
from ringback.settings.table import FakeSettings, ReplaySettings
from ringback_proxy.sessions import state_calls
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.sessions.template import Limits, Template
from tests.support.cassettes.exchanges import create, created, write_cassette
from tests.support.proxy.sessions import NOW


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    return write_cassette(tmp_path / "it.yaml", Interaction(create(), created()))


def make_replay(cassette: Path) -> Template:
    settings = ReplaySettings(cassette=(cassette,))
    return Template(SessionSpec(settings, from_test=False), settings, lambda: NOW)


def make_fake() -> Template:
    settings = FakeSettings(now=NOW, miss_status=422)
    return Template(SessionSpec(settings, from_test=False), settings, lambda: NOW)


def test_each_replay_starts_from_the_beginning_of_one_reading(cassette: Path) -> None:
    template = make_replay(cassette)
    cassette.unlink()
    first, second = (template.begin("a test", Limits()) for _ in range(2))
    for session in (first, second):
        assert isinstance(session.mode.decide(create()), Answer)
        assert isinstance(session.mode.decide(create()), Miss)
    assert first.redactor is not second.redactor


def test_what_a_later_session_plays_counts_for_the_first(cassette: Path) -> None:
    template = make_replay(cassette)
    first, second, third = (template.begin("a test", Limits()) for _ in range(3))
    second.mode.decide(create())
    assert (len(first.mode.unplayed() or ()), len(third.mode.unplayed() or ())) == (0, 1)


def test_a_reset_session_is_as_it_began(cassette: Path) -> None:
    template = make_replay(cassette)
    session = template.begin("a test", Limits())
    session.mode.decide(create())
    asyncio.run(template.reset(session))
    assert isinstance(session.mode.decide(create()), Answer)


def test_a_reset_fake_has_its_clock_and_no_exchanges() -> None:
    template = make_fake()
    session = template.begin("a test", Limits())
    session.clock.advance(timedelta(hours=1))
    session.warnings.append("a warning")
    asyncio.run(state_calls.perform(session, create()))
    asyncio.run(template.reset(session))
    assert session.clock() == NOW
    assert session.warnings == []
    assert session.conversations.miss_status == 422


def test_a_session_keeps_what_the_limits_allow() -> None:
    session = make_fake().begin("a test", Limits(exchanges=1))
    assert session.journal._keep == 1
