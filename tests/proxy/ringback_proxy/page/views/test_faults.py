import asyncio

from ringback.settings.values import parse_any_fault
from ringback_proxy.page.views.faults import FaultRow, list_rules
from tests.support.proxy.page import Page


def test_rules_have_their_conditions_and_how_often_they_have_hit(page: Page) -> None:
    session = page.session
    assert asyncio.run(list_rules(session)) == []
    session.faults.add(parse_any_fault("unavailable,method=POST,times=3"))
    session.faults.add(parse_any_fault("reset"))
    session.faults.decide(page.request("POST", "/v1/Conversations"))
    assert asyncio.run(list_rules(session)) == [
        FaultRow("unavailable", "method POST, times 2", 1),
        FaultRow("reset", "", 0),
    ]
