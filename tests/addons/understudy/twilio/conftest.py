"""A model of the API with a clock that stands still, and a client of it."""

import pytest

from tests.support.caller import Caller, Clock
from understudy.twilio.api import TwilioApi
from understudy.twilio.values.sids import SeededSids


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(clock: Clock) -> TwilioApi:
    return TwilioApi(clock=clock, sids=SeededSids(1))


@pytest.fixture
def caller(api: TwilioApi) -> Caller:
    return Caller(api)
