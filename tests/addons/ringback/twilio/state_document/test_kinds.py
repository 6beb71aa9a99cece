from collections.abc import Iterator

from ringback.twilio.resources.registry import MEDIA_RESOURCES, RESOURCES
from ringback.twilio.state_document.kinds import ACCOUNT, CONVERSATION, Kind

# What is shown of other records, or made of several.
VIEWS = {"ConversationWithParticipants", "ParticipantConversations", "Content"}


def list_kinds(kind: Kind) -> Iterator[Kind]:
    yield kind
    for child in kind.children:
        yield from list_kinds(child)


def test_every_resource_has_a_kind() -> None:
    known = [kind.resource for kind in list_kinds(ACCOUNT)]
    missing = [
        one.segment
        for one in (*RESOURCES, *MEDIA_RESOURCES)
        if all(one is not each for each in known) and one.shows is None
    ]
    assert set(missing) <= VIEWS


def test_every_parameter_that_is_stored_has_a_field() -> None:
    for kind in list_kinds(ACCOUNT):
        known = {field.parameter.name for field in kind.fields}
        needed = {each.name for each in (*kind.resource.creation, *kind.resource.update)}
        if kind.key not in ("accounts", "media"):
            assert needed - known <= {"Configuration.ReplayAfter"}, kind.key


def test_no_two_fields_have_the_same_keys() -> None:
    for kind in list_kinds(ACCOUNT):
        keys = [field.keys for field in kind.fields]
        assert len(set(keys)) == len(keys)


def test_dates_come_last() -> None:
    assert [field.name for field in CONVERSATION.fields][-2:] == ["date_created", "date_updated"]


def test_titles_have_their_article() -> None:
    assert (ACCOUNT.title, CONVERSATION.title) == ("an account", "a conversation")
