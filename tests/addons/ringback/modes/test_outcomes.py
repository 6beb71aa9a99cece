import dataclasses

import pytest

from ringback.http.messages import Response
from ringback.modes.outcomes import Answer, Forward, Miss, Source


def test_the_sources_are_the_words_of_the_ringback_header() -> None:
    words = ["fake", "cassette", "live", "miss", "error", "fault"]
    assert [str(source) for source in Source] == words


def test_an_answer_needs_only_a_response_and_its_source() -> None:
    answer = Answer(Response(201), Source.FAKE)

    assert (answer.file, answer.index, answer.notes) == (None, None, ())


def test_a_miss_may_be_all_said_in_its_message() -> None:
    assert Miss("nothing fits.").report == ""


@pytest.mark.parametrize(
    "decision", [Answer(Response(201), Source.FAKE), Miss("no")], ids=["answer", "miss"]
)
def test_a_decision_is_final(decision: Answer | Miss) -> None:
    field = dataclasses.fields(decision)[0].name

    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(decision, field, None)


def test_one_forwarding_is_like_another() -> None:
    assert Forward() == Forward()
