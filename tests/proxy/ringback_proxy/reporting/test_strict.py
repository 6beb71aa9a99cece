import pytest

from ringback.http.messages import Response, request_to
from ringback.journal import Journal, JournalEntry, make_entry
from ringback.modes.outcomes import Answer, Source
from ringback_proxy.reporting.strict import find_violations
from tests.support.cassettes.exchanges import create


@pytest.mark.parametrize(
    ("sources", "unplayed", "said"),
    [
        pytest.param([], 0, "", id="nothing happened"),
        pytest.param([Source.CASSETTE, Source.FAKE], 0, "", id="all was played"),
        pytest.param([Source.MISS], 0, "1 miss", id="a miss"),
        pytest.param([Source.MISS] * 2, 1, "2 misses and 1 recording never played", id="both"),
        pytest.param([], 2, "2 recordings never played", id="recordings left"),
    ],
)
def test_misses_and_unplayed_recordings_are_violations(
    sources: list[Source], unplayed: int, said: str
) -> None:
    journal = Journal()
    for source in sources:
        journal.add(JournalEntry(request_to("GET", "https://a.test/"), Response(200), source, 0.0))

    assert find_violations(journal, unplayed) == said


def test_a_request_with_an_unknown_parameter_is_a_violation() -> None:
    journal = Journal()
    sent = create(FriendlyNmae="Ada")
    for source in (Source.CASSETTE, Source.MISS):
        journal.add(make_entry(sent, Answer(Response(200), source), 0.0))

    assert find_violations(journal, 1) == (
        "1 miss, 2 requests with an unknown parameter and 1 recording never played"
    )
