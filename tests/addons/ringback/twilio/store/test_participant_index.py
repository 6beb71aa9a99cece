import pytest

from ringback.twilio.store.participant_index import ParticipantIndex
from ringback.twilio.store.stored_resource import StoredResource

PERSON, PROXY = "+15550000001", "+15559999999"


def participant(sid: str, **values: str) -> StoredResource:
    return StoredResource(sid, "Participants", None, dict(values))


@pytest.fixture
def index() -> ParticipantIndex:
    return ParticipantIndex()


def test_participants_are_found_by_identity_in_every_conversation(index: ParticipantIndex) -> None:
    here, there = participant("MB1", identity="alice"), participant("MB2", identity="alice")
    for one in (here, there, participant("MB3", identity="bob")):
        index.add(one)

    assert list(index.find_by_identity("alice")) == [here, there]
    assert list(index.find_by_identity("carol")) == []


def test_participants_are_found_by_address_and_by_address_pair(index: ParticipantIndex) -> None:
    one = participant("MB1", address=PERSON, proxy_address=PROXY)
    index.add(one)

    assert list(index.find_by_address(PERSON)) == [one]
    assert list(index.find_by_address(PROXY)) == []
    assert index.find_by_address_pair((PERSON, PROXY)) is one
    assert index.find_by_address_pair((PROXY, PERSON)) is None


def test_a_changed_participant_is_found_under_its_current_values(index: ParticipantIndex) -> None:
    one = participant("MB1", identity="alice", address=PERSON, proxy_address=PROXY)
    index.add(one)
    one.values.update(identity="bob", proxy_address="+15558888888")
    index.add(one)

    assert list(index.find_by_identity("alice")) == []
    assert list(index.find_by_identity("bob")) == [one]
    assert index.find_by_address_pair((PERSON, PROXY)) is None
    assert index.find_by_address_pair((PERSON, "+15558888888")) is one


def test_a_removed_participant_is_not_found(index: ParticipantIndex) -> None:
    one = participant("MB1", identity="alice", address=PERSON, proxy_address=PROXY)
    index.add(one)
    index.remove(one)

    assert list(index.find_by_identity("alice")) == []
    assert list(index.find_by_address(PERSON)) == []
    assert index.find_by_address_pair((PERSON, PROXY)) is None


def test_removing_a_participant_keeps_anothers_address_pair(index: ParticipantIndex) -> None:
    one, other = (participant(sid, address=PERSON, proxy_address=PROXY) for sid in ("MB1", "MB2"))
    index.add(one)
    index.add(other)
    index.remove(one)

    assert index.find_by_address_pair((PERSON, PROXY)) is other


def test_a_group_is_found_while_it_has_those_members(index: ParticipantIndex) -> None:
    conversation = StoredResource("CH1", "Conversations", None, {})
    one = StoredResource("MB1", "Participants", conversation, {"address": PERSON})
    index.add(one)
    found = list(index.groups.find_by_addresses(frozenset((PERSON,))))
    one.values["proxy_address"] = PROXY
    index.add(one)

    assert found == [conversation]
    assert index.groups.find_by_addresses(frozenset((PERSON,))) == []


def test_twilio_numbers_are_remembered(index: ParticipantIndex) -> None:
    one = participant("MB1", address=PERSON, proxy_address=PROXY)
    two = participant("MB2", identity="alice", projected_address="+15558888888")
    for member in (one, two):
        index.add(member)
        index.remove(member)

    assert set(index.twilio_numbers) == {PROXY, "+15558888888"}


def test_an_unknown_participant_can_be_removed(index: ParticipantIndex) -> None:
    index.remove(participant("MB1", identity="alice"))

    assert list(index.find_by_identity("alice")) == []
