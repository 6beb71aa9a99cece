import pytest

from ringback.modes.faults.tally import Tallies, Tally
from ringback.settings.fault_spec import parse_fault, parse_members


@pytest.mark.parametrize(
    ("hits", "is_429", "text"),
    [
        (0, False, "0 hits"),
        (1, False, "1 hit"),
        (2, False, "2 hits"),
        (0, True, "0 hits"),
        (2, True, "2 hits; not asked again"),
    ],
)
def test_a_tally_is_described(hits: int, is_429: bool, text: str) -> None:
    assert Tally(hits, is_429=is_429).describe() == text


def test_equal_faults_share_a_line_and_faults_without_a_hit_have_none() -> None:
    tallies = Tallies()
    for _ in range(2):
        tallies.find(parse_fault("reset,times=1")).hits += 1
    tallies.find(parse_fault("close"))
    kept = tallies.find(parse_fault("drip"))
    assert list(tallies.summarize({kept})) == [
        "fault reset,times=1: 2 hits",
        "fault drip: 0 hits",
    ]


def test_a_line_has_no_text_of_an_answer() -> None:
    tallies = Tallies()
    tallies.find(parse_members({"name": "twilio-12345", "status": 418, "message": "a, b"})).hits = 1
    assert list(tallies.summarize(set())) == ["fault twilio-12345: 1 hit"]


def test_a_bounded_number_is_kept() -> None:
    tallies = Tallies()
    for number in range(1_500):
        tallies.find(parse_fault(f"reset,path=/{number}")).hits = 1
    lines = list(tallies.summarize(set()))
    assert len(lines) == 1_000
    assert lines[-1] == "fault reset,path=/1499: 1 hit"
