from pathlib import Path

import pytest

from ringback_proxy.testing.ipc.start import (
    GREETING,
    Answer,
    Broken,
    ProxyInfo,
    Refused,
    Start,
    decode_answer,
    decode_start,
    encode_answer,
    encode_start,
)

INFO = ProxyInfo("http://127.0.0.1:1", "http://127.0.0.1:2", {"A": "b"}, 3, "secret")


@pytest.mark.parametrize(
    "start",
    [Start(), Start(Path("/conf"), Path("/ca.pem"), 2.5, block_network=True)],
    ids=["as it comes", "with everything"],
)
def test_what_a_proxy_is_started_with_crosses_on_one_line(start: Start) -> None:
    line = encode_start(start)
    assert line.count(b"\n") == 1
    assert decode_start(line) == start


@pytest.mark.parametrize("answer", [INFO, Refused("why"), Broken("Traceback\n  line")])
def test_an_answer_crosses_on_one_line_with_a_beginning(answer: Answer) -> None:
    line = encode_answer(answer)
    assert line.startswith(GREETING)
    assert line.count(b"\n") == 1
    assert decode_answer(line.removeprefix(GREETING)) == answer


def test_the_token_is_in_no_repr() -> None:
    assert "secret" not in repr(INFO)
