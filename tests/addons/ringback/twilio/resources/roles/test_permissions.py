import pytest

from ringback.twilio.resources.roles.permissions import PERMISSIONS


@pytest.mark.parametrize(
    ("permission", "types"),
    [
        ("createConversation", {"service"}),
        ("joinConversation", {"service"}),
        ("sendMessage", {"conversation"}),
        ("leaveConversation", {"conversation"}),
        ("addParticipant", {"service", "conversation"}),
        ("editNotificationLevel", {"service", "conversation"}),
    ],
)
def test_a_permission_belongs_to_types_of_roles(permission: str, types: set[str]) -> None:
    assert {name for name, known in PERMISSIONS.items() if permission in known} == types


@pytest.mark.parametrize("known", PERMISSIONS.values(), ids=PERMISSIONS)
def test_no_permission_is_listed_twice(known: tuple[str, ...]) -> None:
    assert len(known) == len(set(known))
