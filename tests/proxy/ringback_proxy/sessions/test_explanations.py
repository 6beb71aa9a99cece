import pytest

from ringback_proxy.sessions.explanations import (
    Explanations,
    ExplanationsForCommandLine,
    ExplanationsForTests,
)


@pytest.mark.parametrize("explain", [ExplanationsForCommandLine(), ExplanationsForTests()])
def test_each_sentence_is_one(explain: Explanations) -> None:
    sentences = (
        explain.ended("w1", "a test"),
        explain.over("w1", "a test"),
        explain.dropped("w1", 3),
        explain.not_begun("w1", "record"),
        explain.none(),
    )
    assert all(sentences)


def test_the_command_line_is_told_what_to_type() -> None:
    explain = ExplanationsForCommandLine()
    assert "PUT /ringback/sessions/w1" in explain.ended("w1", "")
    assert "--max-sessions" in explain.dropped("w1", 3)
    assert '{"mode": "record", "cassette": "w1.yaml"}' in explain.not_begun("w1", "record")


def test_a_late_request_of_a_test_gets_its_title() -> None:
    explain = ExplanationsForTests()
    assert explain.ended("w1", "test_a.py::test_it").startswith(
        "this came from test_a.py::test_it, which has"
    )
    assert explain.ended("w1", "").startswith("this came from a session, which has")
