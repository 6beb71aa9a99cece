import pytest

from ringback.cassette.comparison.difference import Difference, Severity, Verdict, find_verdict

GONE = Difference(Verdict.SHAPE, Severity.ERROR, "links.export", "a URL")
NEW = Difference(Verdict.SHAPE, Severity.INFO, "region", current="text")
OTHER = Difference(Verdict.STATUS, Severity.ERROR, "status", "200", "404/20404")


@pytest.mark.parametrize(
    ("difference", "sentence"),
    [
        pytest.param(GONE, "links.export is missing; recorded is a URL", id="missing"),
        pytest.param(NEW, "region is new: text", id="new"),
        pytest.param(OTHER, "status is 404/20404; recorded is 200", id="other"),
    ],
)
def test_a_difference_reads_as_a_sentence(difference: Difference, sentence: str) -> None:
    assert str(difference) == sentence


def test_the_gravest_difference_makes_the_verdict() -> None:
    assert find_verdict(()) is Verdict.SAME
    assert find_verdict((GONE, NEW)) is Verdict.SHAPE
    assert find_verdict((GONE, OTHER)) is Verdict.STATUS


def test_a_difference_as_json_has_its_severity() -> None:
    assert NEW.as_json() == {
        "severity": "info",
        "place": "region",
        "recorded": "",
        "current": "text",
    }
