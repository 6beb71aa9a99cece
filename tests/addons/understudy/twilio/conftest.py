"""A model of the API with a clock that stands still, and a client of it."""

import pytest
from hypothesis import HealthCheck, settings

from support.caller import Caller, Clock
from understudy.twilio.api import TwilioApi
from understudy.twilio.sids import SeededSids

# How long an example takes depends on who else uses the machine.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(clock: Clock) -> TwilioApi:
    return TwilioApi(clock=clock, sids=SeededSids(1))


@pytest.fixture
def caller(api: TwilioApi) -> Caller:
    return Caller(api)
