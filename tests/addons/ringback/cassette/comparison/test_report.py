from pathlib import Path

from ringback.cassette.comparison.difference import Difference, Severity, Verdict
from ringback.cassette.comparison.report import Comparison, summarize_comparisons
from ringback.cassette.model import Recording
from tests.support.cassettes.exchanges import create, created

RECORDING = Recording(create(), created(), Path("a.yaml"), 2, 17)
SAME = Comparison(RECORDING, "POST /v1/Conversations")
GONE = Comparison(
    RECORDING,
    "POST /v1/Conversations",
    (Difference(Verdict.SHAPE, Severity.ERROR, "links", "an object"),),
)
NEW = Comparison(
    RECORDING,
    "POST /v1/Conversations",
    (Difference(Verdict.SHAPE, Severity.INFO, "region", current="text"),),
)
SKIPPED = Comparison(RECORDING, "POST /v1/Conversations", reason="it was raining")


def test_a_comparison_without_a_difference_has_no_lines() -> None:
    assert list(SAME.lines()) == []
    assert SAME.verdict is Verdict.SAME


def test_each_line_names_the_place_and_the_request() -> None:
    assert [*GONE.lines(), *SKIPPED.lines()] == [
        "a.yaml:17: #2: POST /v1/Conversations: error: links is missing; recorded is an object",
        "a.yaml:17: #2: POST /v1/Conversations: not compared: it was raining",
    ]


def test_a_new_member_is_a_change_and_no_error() -> None:
    assert (NEW.verdict, NEW.is_error) == (Verdict.SHAPE, False)
    assert GONE.is_error


def test_the_json_has_verdict_differences_and_reason() -> None:
    assert SKIPPED.as_json() == {
        "path": "a.yaml",
        "line": 17,
        "index": 2,
        "request": "POST /v1/Conversations",
        "verdict": "not compared",
        "differences": [],
        "reason": "it was raining",
    }


def test_the_summary_counts_verdicts() -> None:
    assert summarize_comparisons([SAME, SAME, GONE, SKIPPED]) == (
        "3 compared: 2 same, 1 changed shape; 1 not compared"
    )
    assert summarize_comparisons([]) == "0 compared"
