"""A model of the API with a clock that stands still, and its client."""

import pytest

from ringback.twilio.api import TwilioApi
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import Caller, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(clock: Clock) -> TwilioApi:
    return TwilioApi(clock=clock, sids=SeededSids(1))


@pytest.fixture
def refusing(clock: Clock) -> Caller:
    """Return a client of a model that refuses unknown services."""
    return Caller(TwilioApi(clock=clock, sids=SeededSids(1), adopts_services=False))


@pytest.fixture
def caller(api: TwilioApi) -> Caller:
    return Caller(api)
