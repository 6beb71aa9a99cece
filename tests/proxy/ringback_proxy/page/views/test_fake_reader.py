import pytest

from ringback.errors import UsageError
from ringback.settings.table import FakeSettings, InspectSettings
from ringback_proxy.page.views.fake_reader import FakeReader
from tests.support.proxy.page import ACCOUNT, Page

LIST = ("/v1/Conversations", "conversations")


def test_a_resource_is_fetched_and_no_exchange_is_made(page: Page) -> None:
    sid = page.create("/v1/Conversations", FriendlyName="Printer")["sid"]
    reader = FakeReader(page.session, FakeSettings(), ACCOUNT)
    found = page.run(reader.fetch(f"/v1/Conversations/{sid}"))
    assert found["friendly_name"] == "Printer"
    assert page.session.journal.total == 1


def test_what_does_not_exist_is_none(page: Page) -> None:
    reader = FakeReader(page.session, FakeSettings(), ACCOUNT)
    assert page.run(reader.fetch("/v1/Conversations/CHnone")) is None
    assert page.run(reader.list_all("/v1/Conversations/CHnone/Messages", "messages", 9)) == ()


def test_a_list_is_read_page_by_page(page: Page) -> None:
    for _ in range(203):
        page.create("/v1/Conversations")
    reader = FakeReader(page.session, FakeSettings(), ACCOUNT)
    assert len(page.run(reader.list_all(*LIST, 1000))) == 203
    assert len(page.run(reader.list_all(*LIST, 150))) == 150


def test_another_account_has_its_own(page: Page) -> None:
    page.create("/v1/Conversations")
    reader = FakeReader(page.session, FakeSettings(), "AC" + "1" * 32)
    assert page.run(reader.list_all(*LIST, 10)) == ()


def test_a_mode_without_a_state_is_refused(page: Page) -> None:
    session = page.begin("look", InspectSettings())
    with pytest.raises(UsageError, match="only the fake has a state"):
        page.run(FakeReader(session, InspectSettings(), ACCOUNT).fetch("/v1/Conversations"))
