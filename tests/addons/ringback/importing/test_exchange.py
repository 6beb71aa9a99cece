import pytest

from ringback.importing.exchange import LeftOut


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        (LeftOut("entry 3", "GET https://a.b/c", "a reason"),
         "entry 3: GET https://a.b/c: left out: a reason"),
        (LeftOut("flow 1", "", "TCP, not HTTP"), "flow 1: left out: TCP, not HTTP"),
    ],
    ids=["with-a-request", "without"],
)  # fmt: skip
def test_what_is_left_out_reads_as_a_sentence(left_out: LeftOut, sentence: str) -> None:
    assert str(left_out) == sentence
