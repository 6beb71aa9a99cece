import pytest

from ringback.twilio.store.group_index import GroupIndex
from ringback.twilio.store.stored_resource import StoredResource

ONE, TWO, THREE = "+15550000001", "+15550000002", "+15550000003"
HERE, THERE = (StoredResource(sid, "Conversations", None, {}) for sid in ("CH1", "CH2"))


def participant(sid: str, conversation: StoredResource | None = HERE) -> StoredResource:
    return StoredResource(sid, "Participants", conversation, {})


@pytest.fixture
def groups() -> GroupIndex:
    """One and two are in both conversations."""
    groups = GroupIndex()
    for sid, conversation in (("MB1", HERE), ("MB3", THERE)):
        groups.enter(participant(sid, conversation), ONE)
    for sid, conversation in (("MB2", HERE), ("MB4", THERE)):
        groups.enter(participant(sid, conversation), TWO)
    return groups


def test_conversations_are_found_by_all_of_their_addresses(groups: GroupIndex) -> None:
    assert groups.of(frozenset((TWO, ONE))) == [HERE, THERE]
    assert groups.of(frozenset((ONE,))) == []
    assert groups.of(frozenset((ONE, TWO, THREE))) == []


def test_a_group_that_grows_is_another(groups: GroupIndex) -> None:
    groups.enter(participant("MB5"), THREE)

    assert groups.of(frozenset((ONE, TWO))) == [THERE]
    assert groups.of(frozenset((ONE, TWO, THREE))) == [HERE]


def test_a_group_that_shrinks_is_another(groups: GroupIndex) -> None:
    groups.strike(participant("MB1"))
    groups.strike(participant("MB9"))

    assert groups.of(frozenset((ONE, TWO))) == [THERE]
    assert groups.of(frozenset((TWO,))) == [HERE]


def test_nobody_is_no_group(groups: GroupIndex) -> None:
    groups.strike(participant("MB1"))
    groups.strike(participant("MB2"))

    assert groups.of(frozenset()) == []


def test_who_is_in_no_conversation_is_in_no_group(groups: GroupIndex) -> None:
    groups.enter(participant("MB5", None), THREE)
    groups.strike(participant("MB5", None))

    assert groups.of(frozenset((THREE,))) == []
