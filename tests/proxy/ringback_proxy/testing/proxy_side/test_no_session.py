import asyncio

from ringback.modes.base import Forward, Miss
from ringback_proxy.testing.proxy_side.no_session import NO_ACT, NoSession, ended
from tests.support.exchanges import create, created


def test_every_request_is_a_miss() -> None:
    assert NoSession().decide(create()) == Miss(NO_ACT)


def test_a_request_of_an_act_that_is_over_is_told_whose_it_was() -> None:
    assert ended("test_a.py::test_it").startswith("this came from test_a.py::test_it, which has")
    assert ended("").startswith("this came from an act, which has")


def test_nothing_is_learnt_and_nothing_summed_up() -> None:
    mode = NoSession()
    asyncio.run(mode.on_response(create(), created(), Forward()))
    assert asyncio.run(mode.finish(ended_well=True)) == ()
