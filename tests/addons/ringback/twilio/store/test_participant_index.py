import pytest

from ringback.twilio.store.participant_index import ParticipantIndex
from ringback.twilio.store.stored_resource import StoredResource

PERSON, PROXY = "+15550000001", "+15559999999"


def participant(sid: str, **values: str) -> StoredResource:
    return StoredResource(sid, "Participants", None, dict(values))


@pytest.fixture
def roster() -> ParticipantIndex:
    return ParticipantIndex()


def test_people_are_found_by_identity_in_every_conversation(roster: ParticipantIndex) -> None:
    here, there = participant("MB1", identity="alice"), participant("MB2", identity="alice")
    for one in (here, there, participant("MB3", identity="bob")):
        roster.enter(one)

    assert list(roster.with_identity("alice")) == [here, there]
    assert list(roster.with_identity("carol")) == []


def test_people_are_found_by_address_and_by_address_and_proxy(roster: ParticipantIndex) -> None:
    one = participant("MB1", address=PERSON, proxy_address=PROXY)
    roster.enter(one)

    assert list(roster.with_address(PERSON)) == [one]
    assert list(roster.with_address(PROXY)) == []
    assert roster.between((PERSON, PROXY)) is one
    assert roster.between((PROXY, PERSON)) is None


def test_who_was_changed_is_found_under_what_is_true_now(roster: ParticipantIndex) -> None:
    one = participant("MB1", identity="alice", address=PERSON, proxy_address=PROXY)
    roster.enter(one)
    one.values.update(identity="bob", proxy_address="+15558888888")
    roster.enter(one)

    assert list(roster.with_identity("alice")) == []
    assert list(roster.with_identity("bob")) == [one]
    assert roster.between((PERSON, PROXY)) is None
    assert roster.between((PERSON, "+15558888888")) is one


def test_who_left_is_found_no_more(roster: ParticipantIndex) -> None:
    one = participant("MB1", identity="alice", address=PERSON, proxy_address=PROXY)
    roster.enter(one)
    roster.strike(one)

    assert list(roster.with_identity("alice")) == []
    assert list(roster.with_address(PERSON)) == []
    assert roster.between((PERSON, PROXY)) is None


def test_a_pair_that_somebody_else_holds_by_now_stays_theirs(roster: ParticipantIndex) -> None:
    one, other = (participant(sid, address=PERSON, proxy_address=PROXY) for sid in ("MB1", "MB2"))
    roster.enter(one)
    roster.enter(other)
    roster.strike(one)

    assert roster.between((PERSON, PROXY)) is other


def test_a_group_is_found_until_its_members_are_something_else(roster: ParticipantIndex) -> None:
    conversation = StoredResource("CH1", "Conversations", None, {})
    one = StoredResource("MB1", "Participants", conversation, {"address": PERSON})
    roster.enter(one)
    found = list(roster.groups.of(frozenset((PERSON,))))
    one.values["proxy_address"] = PROXY
    roster.enter(one)

    assert found == [conversation]
    assert roster.groups.of(frozenset((PERSON,))) == []


def test_numbers_of_twilios_are_known_for_good(roster: ParticipantIndex) -> None:
    one = participant("MB1", address=PERSON, proxy_address=PROXY)
    two = participant("MB2", identity="alice", projected_address="+15558888888")
    for member in (one, two):
        roster.enter(member)
        roster.strike(member)

    assert roster.twilio_numbers == {PROXY, "+15558888888"}


def test_striking_who_never_came_is_fine(roster: ParticipantIndex) -> None:
    roster.strike(participant("MB1", identity="alice"))

    assert list(roster.with_identity("alice")) == []
