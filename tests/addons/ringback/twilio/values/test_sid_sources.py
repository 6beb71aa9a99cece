import uuid

import pytest

from ringback.sids import is_sid
from ringback.twilio.values.sid_sources import RandomSids, SeededSids, SidSource


@pytest.mark.parametrize("source", [RandomSids(), SeededSids(7)], ids=["random", "seeded"])
def test_a_sid_is_its_prefix_and_a_version_4_uuid_in_lower_case(source: SidSource) -> None:
    for sid in (source.next("CH"), source.derive("CH", "cause")):
        assert is_sid("CH", sid)
        assert uuid.UUID(sid[2:]).version == 4
        assert sid[2:] == sid[2:].lower()


def test_random_sids_differ() -> None:
    source = RandomSids()

    assert source.next("CH") != source.next("CH")


def test_the_same_seed_gives_the_same_sids() -> None:
    one, other = SeededSids(7), SeededSids(7)

    assert [one.next("CH") for _ in range(3)] == [other.next("CH") for _ in range(3)]


def test_another_seed_gives_other_sids() -> None:
    assert SeededSids(7).next("CH") != SeededSids(8).next("CH")
    assert SeededSids(7).derive("IS", "a") != SeededSids(8).derive("IS", "a")


def test_one_more_message_does_not_shift_the_sids_of_conversations() -> None:
    without, having = SeededSids(7), SeededSids(7)
    having.next("IM")

    assert without.next("CH") == having.next("CH")


def test_a_derived_sid_does_not_use_up_an_ordinal() -> None:
    without, having = SeededSids(7), SeededSids(7)
    having.derive("CH", "cause")

    assert without.next("CH") == having.next("CH")


def test_a_derived_sid_belongs_to_its_cause_and_kind() -> None:
    source = RandomSids()

    assert source.derive("AC", "alice") == RandomSids().derive("AC", "alice")
    assert source.derive("AC", "alice") != source.derive("AC", "bob")
    assert source.derive("AC", "alice")[2:] != source.derive("IS", "alice")[2:]


def test_a_cause_with_lone_surrogates_has_a_sid_too() -> None:
    assert is_sid("AC", RandomSids().derive("AC", "\udcff"))


def test_no_cause_has_the_sid_of_an_ordinal() -> None:
    source = SeededSids(7)

    assert source.next("CH") not in {source.derive("CH", cause) for cause in ("0", "/0", "7/0")}
