import pytest

from ringback.twilio.accounts import Accounts
from ringback.twilio.store.change import make_change
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.configuration import WebhookSettings
from tests.support.twilio.caller import ACCOUNT, Clock
from tests.support.twilio.webhooks import URL


def test_an_account_is_opened_once(clock: Clock) -> None:
    accounts = Accounts(SeededSids(1))

    assert accounts.open(ACCOUNT, clock()) is accounts.open(ACCOUNT, clock())
    assert list(accounts.stores) == [ACCOUNT]


def test_all_accounts_share_their_timers(clock: Clock) -> None:
    accounts = Accounts(SeededSids(1))

    one, two = (accounts.open(f"AC{digit * 32}", clock()) for digit in "12")

    assert one.timers is two.timers is accounts.timers


def test_a_new_account_signs_with_the_token_of_the_settings(clock: Clock) -> None:
    accounts = Accounts(SeededSids(1), auth_token="hidden")

    assert accounts.open(ACCOUNT, clock()).auth_token == "hidden"
    assert "hidden" not in repr(accounts)


@pytest.mark.parametrize(
    ("settings", "collects"),
    [
        pytest.param(WebhookSettings(), False, id="no webhooks"),
        pytest.param(WebhookSettings(post_url=URL), True, id="a webhook"),
        pytest.param(WebhookSettings(post_url=URL, sent="off"), False, id="off"),
    ],
)
def test_changes_are_collected_for_webhooks_only(
    clock: Clock, settings: WebhookSettings, collects: bool
) -> None:
    accounts = Accounts(SeededSids(1), webhooks=settings)
    store = accounts.open(ACCOUNT, clock())
    service = next(store.records("Services"))
    conversation = make_change("onConversationAdded", service, clock())

    assert accounts.collects_changes(store) is collects
    if not collects:
        assert accounts.report(store, (conversation,)) == ()


def test_what_is_taken_is_gone(clock: Clock) -> None:
    assert Accounts(SeededSids(1)).take_outbox() == ()
