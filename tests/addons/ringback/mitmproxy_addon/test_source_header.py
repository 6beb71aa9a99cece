import pytest

from ringback.http.messages import Response
from ringback.mitmproxy_addon import error_responses
from ringback.mitmproxy_addon.source_header import format_source
from ringback.modes.injection import Effect, Injection
from ringback.modes.outcomes import Answer, Miss, Source


def cassette(file: str) -> Answer:
    return Answer(Response(200), Source.CASSETTE, file, 3)


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        pytest.param(Answer(Response(200), Source.FAKE), "fake", id="fake"),
        pytest.param(Answer(Response(200), Source.LIVE), "live", id="live"),
        pytest.param(error_responses.answer_miss(Miss("no")), "miss", id="miss"),
        pytest.param(error_responses.answer_failure(500, "no"), "error", id="error"),
        pytest.param(cassette("a.yaml"), 'cassette;file="a.yaml";index=3', id="cassette"),
        pytest.param(
            cassette('a "b" \\c.yaml'),
            'cassette;file="a \\"b\\" \\\\c.yaml";index=3',
            id="quotes and backslashes",
        ),
    ],
)
def test_the_header_says_where_an_answer_came_from(answer: Answer, value: str) -> None:
    assert format_source(answer) == value


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
    assert format_source(cassette(file)) == f"cassette;file={value};index=3"


def test_an_injected_fault_is_named_alone() -> None:
    injection = Injection("slow", Effect.SLOW, 0.5)
    answer = Answer(Response(201), Source.FAULT, "a.yaml", 3, injection=injection)
    assert format_source(answer) == 'fault;name="slow"'
