import pytest

from ringback.settings.table import FakeSettings
from ringback_proxy.page.views.chat import MESSAGES, Chat, sum_up, view_chat
from tests.support.proxy.page import ACCOUNT, Page

PHONE = {
    "MessagingBinding.Address": "+15555550101",
    "MessagingBinding.ProxyAddress": "+15555550102",
}


@pytest.fixture
def path(page: Page) -> str:
    """The path of a conversation with two participants."""
    sid = page.create("/v1/Conversations", FriendlyName="Printer")["sid"]
    page.create(f"/v1/Conversations/{sid}/Participants", **PHONE)
    page.create(f"/v1/Conversations/{sid}/Participants", Identity="ada")
    return f"/v1/Conversations/{sid}"


def opened(page: Page, path: str, most: int = MESSAGES) -> Chat:
    found: Chat | None = page.run(view_chat(page.session, FakeSettings(), ACCOUNT, path, most))
    assert found is not None
    return found


def test_participants_have_their_channel_and_what_an_inbound_message_has(
    page: Page, path: str
) -> None:
    found = opened(page, path)
    sid = path.rpartition("/")[2]
    assert [(one.name, one.channel, one.sender, one.recipient) for one in found.participants] == [
        ("+15555550101", "sms", "+15555550101", "+15555550102"),
        ("ada", "chat", "ada", sid),
    ]
    assert found.has_recipients
    assert len(found.writers) == 2


def test_messages_are_in_the_order_of_writing(page: Page, path: str) -> None:
    for number in range(3):
        page.create(f"{path}/Messages", Author="ada", Body=str(number))
    found = opened(page, path)
    assert [(one.index, one.author, one.body) for one in found.messages] == [
        (0, "ada", "0"), (1, "ada", "1"), (2, "ada", "2"),
    ]  # fmt: skip
    assert not any(one.is_outside for one in found.messages)


def test_a_message_to_a_phone_has_its_delivery(page: Page, path: str) -> None:
    page.create(f"{path}/Messages", Author="ada", Body="x")
    assert opened(page, path).messages[0].status == "delivered (all of 1)"


def test_only_the_newest_messages_are_shown(page: Page, path: str) -> None:
    for number in range(3):
        page.create(f"{path}/Messages", Body=str(number))
    found = opened(page, path, most=2)
    assert ([one.body for one in found.messages], found.is_cut) == (["1", "2"], True)


def test_an_empty_conversation_has_nobody_to_write_as(page: Page) -> None:
    sid = page.create("/v1/Conversations")["sid"]
    found = opened(page, f"/v1/Conversations/{sid}")
    assert (found.writers, found.messages, found.has_recipients) == ((), (), False)


def test_what_does_not_exist_is_none(page: Page) -> None:
    page.create("/v1/Conversations")
    path = "/v1/Conversations/CHnone"
    assert page.run(view_chat(page.session, FakeSettings(), ACCOUNT, path)) is None


@pytest.mark.parametrize(
    ("delivery", "status"),
    [
        (None, ""),
        ({"total": 2, "sent": "none"}, "on its way (2)"),
        ({"total": 2, "sent": "all", "delivered": "some"}, "delivered (some of 2)"),
        ({"total": 2, "read": "some", "failed": "some"}, "failed (some of 2)"),
        ({"total": 1, "undelivered": "all", "sent": "all"}, "undelivered (all of 1)"),
    ],
)
def test_a_delivery_is_summed_up(delivery: dict[str, object] | None, status: str) -> None:
    assert sum_up(delivery) == status
