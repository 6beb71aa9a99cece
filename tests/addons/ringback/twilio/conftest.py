"""A model of the API with a clock that stands still, and its client."""

from typing import Any

import pytest

from ringback.twilio.api import TwilioApi
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.configuration import WebhookSettings
from tests.support.twilio.caller import Caller, Clock
from tests.support.twilio.models import make_model
from tests.support.twilio.webhooks import PRE_URL, URL, Configure, WebhookCaller


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(clock: Clock) -> TwilioApi:
    return make_model(clock=clock, sids=SeededSids(1))


@pytest.fixture
def refusing(clock: Clock) -> Caller:
    """Return a client of a model that refuses unknown services."""
    return Caller(make_model(clock=clock, sids=SeededSids(1), adopts_services=False))


@pytest.fixture
def caller(api: TwilioApi) -> Caller:
    return Caller(api)


@pytest.fixture
def configure(clock: Clock) -> Configure:
    """Return a maker of clients, by the settings of webhooks."""

    def make(**settings: Any) -> WebhookCaller:
        webhooks = WebhookSettings(**settings)
        return WebhookCaller(Caller(make_model(clock=clock, sids=SeededSids(1), webhooks=webhooks)))

    return make


@pytest.fixture
def hooked(configure: Configure) -> WebhookCaller:
    """Return a client of an account whose post-action webhook gets all events."""
    return configure(post_url=URL)


@pytest.fixture
def asking(configure: Configure) -> WebhookCaller:
    """Return a client of an account with webhooks before and after actions."""
    return configure(post_url=URL, pre_url=PRE_URL)


@pytest.fixture
def unhooked(configure: Configure) -> WebhookCaller:
    """Return a client of an account without webhooks."""
    return configure()
