from ringback.http.messages import Headers
from ringback.webhooks.delivery import Attempt, State, WebhookReply
from ringback_proxy.page.views.webhooks import list_deliveries, view_delivery
from tests.support.proxy.page import Page
from tests.support.webhooks.requests import webhook


def add(page: Page) -> None:
    """Add a delivery that has failed once and then arrived, and one that waits."""
    log = page.session.webhooks.log
    first = log.add(webhook(), "token-1")
    failed = first.with_attempt(Attempt(None, 0.5, "it was refused"))
    reply = WebhookReply(200, Headers(), b"<b>thanks</b>")
    log.update(failed.with_attempt(Attempt(reply, 0.25)).ended(State.DELIVERED))
    log.add(webhook(), "token-2", before_action=True)


def test_deliveries_are_listed_newest_first(page: Page) -> None:
    add(page)
    newest, oldest = list_deliveries(page.session)
    assert (newest.number, newest.state, newest.answer, newest.before_action) == (
        2, "waiting", "", True,
    )  # fmt: skip
    assert (oldest.state, oldest.answer, oldest.calls, oldest.milliseconds) == (
        "delivered", "200", 2, "750.0",
    )  # fmt: skip


def test_a_delivery_is_opened_with_each_call(page: Page) -> None:
    add(page)
    found = view_delivery(page.session, 1)
    assert found is not None
    assert [(one.answer, one.body) for one in found.attempts] == [
        ("it was refused", ""), ("200", "<b>thanks</b>"),
    ]  # fmt: skip
    assert found.parameters == webhook().parameters
    assert view_delivery(page.session, 3) is None


def test_the_views_show_them(page: Page) -> None:
    add(page)
    assert 'href="#/default/deliveries/1"' in page.view("webhooks")
    html = page.view("deliveries/1")
    assert "&lt;b&gt;thanks&lt;/b&gt;" in html
    assert 'data-path="deliveries/1/redeliver"' in html
