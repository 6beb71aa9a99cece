"""Each view, with what it is asked for."""

import pytest

from ringback.settings.table import InspectSettings
from ringback_proxy.page.views.traffic import ROWS
from tests.support.proxy.page import ACCOUNT, Page


def test_the_traffic_is_listed_newest_first(page: Page) -> None:
    page.create("/v1/Conversations", FriendlyName="Printer")
    page.ask("GET", "/v1/Conversations/CHnone")
    html = page.view("traffic")
    assert html.index("/v1/Conversations/CHnone") < html.index("</b> /v1/Conversations</a>")
    assert '<span class="code s4">404</span>' in html
    assert "2 fake" in html


def test_the_traffic_is_filtered_by_the_query(page: Page) -> None:
    page.create("/v1/Conversations")
    page.ask("GET", "/v1/Conversations/CHnone")
    html = page.view("traffic?status=4xx&text=chnone")
    assert 'data-number="2"' in html
    assert 'data-number="1"' not in html
    assert 'value="chnone"' in html


def test_rows_are_added_after_a_number(page: Page) -> None:
    page.create("/v1/Conversations")
    page.create("/v1/Conversations")
    html = page.view("traffic/rows?after=1")
    assert 'data-number="2"' in html
    assert 'data-number="1"' not in html


def test_rows_that_are_left_out_are_said(page: Page) -> None:
    for _ in range(ROWS + 3):
        page.create("/v1/Conversations")
    html = page.view("traffic/rows?status=2xx&after=1")
    assert f'<tbody data-last="{ROWS + 3}">' in html
    assert "No. 2 to 3 came too fast to be listed here" in html
    assert 'href="#/default/traffic?status=2xx&amp;before=4"' in html
    assert "No. 3 came too fast" in page.view("traffic/rows?after=2")
    assert "too fast" not in page.view("traffic/rows?after=3")


def test_an_update_has_the_counts(page: Page) -> None:
    page.create("/v1/Conversations")
    assert "1 fake" in page.view("traffic/rows?after=1&text=nothing")


@pytest.mark.parametrize("before", ["x", "-1", "9" * 99])
def test_a_number_that_is_none_is_ignored(page: Page, before: str) -> None:
    page.create("/v1/Conversations")
    assert 'data-number="1"' in page.view(f"traffic?before={before}")


def test_an_exchange_is_opened(page: Page) -> None:
    page.create("/v1/Conversations", FriendlyName="<i>Printer</i>")
    html = page.view("exchanges/1")
    assert '<th scope="row">FriendlyName</th><td>&lt;i&gt;Printer&lt;/i&gt;</td>' in html
    assert "Copy as curl" in html


def test_a_conversation_is_found_by_its_account_and_opened(page: Page) -> None:
    sid = page.create("/v1/Conversations", FriendlyName="Printer")["sid"]
    assert f'href="#/default/conversations/{ACCOUNT}/v1/Conversations/{sid}"' in page.view(
        "conversations"
    )
    assert '<h1 tabindex="-1">Printer</h1>' in page.view(
        f"conversations/{ACCOUNT}/v1/Conversations/{sid}"
    )


def test_a_conversation_that_is_gone_is_said(page: Page) -> None:
    path = f"conversations/{ACCOUNT}/v1/Conversations/CHnone"
    assert page.get(f"/page/sessions/default/{path}").status_code == 404


def test_a_mode_without_a_state_says_so(page: Page) -> None:
    page.begin("look", InspectSettings())
    assert "Only the fake knows conversations" in page.view("conversations", "look")
    assert "neither plays nor records" in page.view("cassettes", "look")
    assert "Only the fake calls webhooks" in page.view("webhooks", "look")
    opened = f"/page/sessions/look/conversations/{ACCOUNT}/v1/Conversations/CHnone"
    assert page.get(opened).status_code == 404


def test_webhooks_that_were_not_called_are_explained(page: Page) -> None:
    assert "--webhook-url URL" in page.view("webhooks")
    assert page.get("/page/sessions/default/deliveries/1").status_code == 404


def test_faults_are_listed(page: Page) -> None:
    assert "No rule is on" in page.view("faults")
