"""The context of a request to an account that has only its default service."""

import pytest

from ringback.twilio.resources.accounts import open_account
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import ACCOUNT, Clock


@pytest.fixture
def context(clock: Clock) -> RequestContext:
    store = open_account(ACCOUNT, SeededSids(1), clock())
    return RequestContext(store, clock(), clock(), "https://host", "/")
