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
        groups.add(participant(sid, conversation), ONE)
    for sid, conversation in (("MB2", HERE), ("MB4", THERE)):
        groups.add(participant(sid, conversation), TWO)
    return groups


def test_conversations_are_found_by_all_of_their_addresses(groups: GroupIndex) -> None:
    assert groups.find_by_addresses(frozenset((TWO, ONE))) == [HERE, THERE]
    assert groups.find_by_addresses(frozenset((ONE,))) == []
    assert groups.find_by_addresses(frozenset((ONE, TWO, THREE))) == []


def test_a_group_that_grows_is_another(groups: GroupIndex) -> None:
    groups.add(participant("MB5"), THREE)

    assert groups.find_by_addresses(frozenset((ONE, TWO))) == [THERE]
    assert groups.find_by_addresses(frozenset((ONE, TWO, THREE))) == [HERE]


def test_a_group_that_shrinks_is_another(groups: GroupIndex) -> None:
    groups.remove(participant("MB1"))
    groups.remove(participant("MB9"))

    assert groups.find_by_addresses(frozenset((ONE, TWO))) == [THERE]
    assert groups.find_by_addresses(frozenset((TWO,))) == [HERE]


def test_no_addresses_are_no_group(groups: GroupIndex) -> None:
    groups.remove(participant("MB1"))
    groups.remove(participant("MB2"))

    assert groups.find_by_addresses(frozenset()) == []


def test_a_participant_without_a_conversation_is_in_no_group(groups: GroupIndex) -> None:
    groups.add(participant("MB5", None), THREE)
    groups.remove(participant("MB5", None))

    assert groups.find_by_addresses(frozenset((THREE,))) == []
