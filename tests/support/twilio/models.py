"""Makes models of the API: in memory, or in a database where `make test-state` says so."""

from typing import Any

from ringback.twilio.api import TwilioApi
from tests.support.state.kind import KIND, Kind
from tests.support.twilio.stored_api import StoredApi


def make_model(**arguments: Any) -> TwilioApi:
    """Return a model with the arguments of TwilioApi."""
    if KIND not in (Kind.SHARED, Kind.RESTARTED):
        return TwilioApi(**arguments)
    stored: Any = StoredApi(KIND, arguments)
    return stored  # type: ignore[no-any-return] # what tests ask of a model it answers
