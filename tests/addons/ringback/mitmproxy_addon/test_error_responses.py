import json

import pytest

from ringback.http.messages import Response
from ringback.mitmproxy_addon import error_responses
from ringback.modes.base import Answer, Source


def test_a_reply_of_ours_has_the_shape_of_twilios_errors_without_a_code() -> None:
    reply = error_responses.own_reply(502, "the upstream is down.")

    assert reply.status == 502
    assert json.loads(reply.body) == {"message": "ringback: the upstream is down.", "status": 502}


def test_a_reply_of_ours_is_json_that_nobody_keeps() -> None:
    headers = error_responses.own_reply(501, "no").headers

    assert headers.get("Content-Type") == "application/json"
    assert headers.get("Cache-Control") == "no-store"


def test_a_miss_is_a_501() -> None:
    answer = error_responses.miss("nothing fits.")

    assert answer.response.status == 501
    assert answer.source is Source.MISS


def test_a_failure_is_an_error_with_its_own_status() -> None:
    answer = error_responses.failure(504, "too late.")

    assert answer.response.status == 504
    assert answer.source is Source.ERROR


def cassette(file: str) -> Answer:
    return Answer(Response(200), Source.CASSETTE, file, 3)


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        pytest.param(Answer(Response(200), Source.FAKE), "fake", id="fake"),
        pytest.param(Answer(Response(200), Source.LIVE), "live", id="live"),
        pytest.param(error_responses.miss("no"), "miss", id="miss"),
        pytest.param(error_responses.failure(500, "no"), "error", id="error"),
        pytest.param(cassette("a.yaml"), 'cassette;file="a.yaml";index=3', id="cassette"),
        pytest.param(
            cassette('a "b" \\c.yaml'),
            'cassette;file="a \\"b\\" \\\\c.yaml";index=3',
            id="quotes and backslashes",
        ),
    ],
)
def test_the_header_says_where_an_answer_came_from(answer: Answer, value: str) -> None:
    assert error_responses.header_value(answer) == value


# The first is the example of RFC 9651, section 3.3.8.
@pytest.mark.parametrize(
    ("file", "value"),
    [
        pytest.param(
            "This is intended for display to üsers.",
            '%"This is intended for display to %c3%bcsers."',
            id="the example of the RFC",
        ),
        pytest.param("50% ü.yaml", '%"50%25 %c3%bc.yaml"', id="percent"),
        pytest.param('"ü"', '%"%22%c3%bc%22"', id="quotes"),
        pytest.param("üÄ\\é", '%"%c3%bc%c3%84\\%c3%a9"', id="capitals stay, a backslash too"),
        pytest.param("a\r\nSet-Cookie: x", '%"a%0d%0aSet-Cookie: x"', id="a line end"),
        pytest.param("\udcff.yaml", '%"?.yaml"', id="a name that is not UTF-8"),
    ],
)
def test_a_name_that_is_not_printable_ascii_is_a_display_string(file: str, value: str) -> None:
    assert error_responses.header_value(cassette(file)) == f"cassette;file={value};index=3"
