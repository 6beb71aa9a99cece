"""A fake that sends webhooks, and requests to it."""

from ringback.http.messages import Headers, Request, request_to
from ringback.modes.faking.fake import FakeMode
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.configuration import WebhookSettings
from tests.support.twilio.caller import FORM, Clock, authorize
from tests.support.twilio.models import make_model
from tests.support.twilio.webhooks import URL


def hooked(clock: Clock, **settings: str) -> FakeMode:
    """Return a fake whose requests all have webhooks."""
    webhooks = WebhookSettings(sent="all", post_url=URL, **settings)  # type: ignore[arg-type] # urls
    return FakeMode(make_model(clock=clock, sids=SeededSids(1), webhooks=webhooks))


def post(path: str, body: bytes = b"") -> Request:
    """Return a form that a client sends."""
    headers = Headers([("Authorization", authorize()), FORM])
    return request_to("POST", f"https://conversations.twilio.com{path}", headers, body)
