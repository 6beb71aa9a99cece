"""Address configurations for messages from outside."""

import pytest

from tests.support.twilio.webhooks import NUMBER, WebhookCaller

CONFIGURED = [
    ("Type", "sms"),
    ("Address", NUMBER),
    ("AutoCreation.Enabled", "true"),
    ("AutoCreation.Type", "webhook"),
    ("AutoCreation.WebhookUrl", "http://127.0.0.1/address"),
    ("AutoCreation.WebhookMethod", "GET"),
    ("AutoCreation.WebhookFilters", "onMessageAdded"),
    ("AutoCreation.WebhookFilters", "onParticipantAdded"),
]


@pytest.fixture
def address(asking: WebhookCaller) -> str:
    """Return the path of an address configuration that creates conversations."""
    return f"/Configuration/Addresses/{asking.create('/Configuration/Addresses', CONFIGURED)}"
