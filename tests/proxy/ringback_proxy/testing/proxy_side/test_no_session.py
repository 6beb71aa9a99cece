import asyncio

from ringback.modes.base import Forward, Miss
from ringback_proxy.testing.proxy_side.no_session import NO_SESSION, NoSession, explain_ended
from tests.support.cassettes.exchanges import create, created


def test_every_request_is_a_miss() -> None:
    assert NoSession().decide(create()) == Miss(NO_SESSION)


def test_a_late_request_gets_the_title_of_its_session() -> None:
    assert explain_ended("test_a.py::test_it").startswith(
        "this came from test_a.py::test_it, which has"
    )
    assert explain_ended("").startswith("this came from a session, which has")


def test_responses_are_ignored_and_the_summary_is_empty() -> None:
    mode = NoSession()
    asyncio.run(mode.on_response(create(), created(), Forward()))
    assert asyncio.run(mode.finish(ended_well=True)) == ()
