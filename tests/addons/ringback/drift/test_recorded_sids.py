import json

from ringback.drift.recorded_sids import RecordedSids
from ringback.http.messages import Response
from ringback.sids import is_sid

SID = "CH" + "1" * 32


def test_the_expected_sid_is_used_once_and_for_its_kind() -> None:
    sids = RecordedSids()
    sids.expect(Response(201, body=json.dumps({"sid": SID}).encode()))

    message, first, second = sids.next("IM"), sids.next("CH"), sids.next("CH")

    assert is_sid("IM", message)
    assert first == SID
    assert is_sid("CH", second)
    assert second != SID


def test_a_reply_without_a_sid_leaves_nothing_of_the_one_before() -> None:
    sids = RecordedSids()
    sids.expect(Response(201, body=json.dumps({"sid": SID}).encode()))
    sids.expect(Response(204))

    assert sids.next("CH") != SID


def test_the_sid_of_a_cause_is_always_the_same() -> None:
    assert RecordedSids().derive("AC", "ada") == RecordedSids().derive("AC", "ada")
