from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.cassette.redaction.unescape import unescape, unescape_fully

ENCODED = st.text() | st.text(max_size=9).map(lambda text: quote(text.encode("utf-8", "replace")))
PIECES = st.sampled_from(["%", "%2", "%c3", "%A9", "%e2%82", "%25", "%zz", "\xe9", "\udc80", "a"])


def test_any_number_of_layers_is_undone() -> None:
    assert unescape_fully("a%2525252525253Db") == "a=b"
    assert unescape_fully("\\\\\\\\u0041&amp;amp;amp;#66;") == "AB"
    assert unescape_fully("plain") == "plain"


def test_too_many_layers_are_given_up() -> None:
    text = "%41"
    for _ in range(20):
        text = text.replace("%", "&#37;").replace("&", "%26")

    assert unescape_fully(text) is None


def test_readings_come_layer_by_layer_and_end() -> None:
    assert list(unescape("plain")) == ["plain"]
    assert "a b" in unescape("a%2520b")
    assert len(list(unescape("%25" * 50))) < 20
    assert len(list(unescape("%2525252525252525"))) < 20


@pytest.mark.parametrize("mark", ["%25", "\\", "&amp;", "%", "&#", "\n", "=", "%5c"], ids=repr)
def test_a_long_run_of_escapes_takes_linear_time(mark: str) -> None:
    # Quadratic time would be hours.
    assert unescape_fully(mark * 200_000) is not None


@given(st.lists(ENCODED | PIECES).map("".join))
def test_percent_encoding_is_undone_as_the_standard_library_does_it(text: str) -> None:
    readings = list(unescape(text))

    assert unquote(text) in readings
    assert unquote(text, "latin-1") in readings
    assert unquote(text.replace("+", " ")) in readings


@pytest.mark.parametrize("after", ["", "a", '"', "/", "u0041", "x41", "101", "n"])
def test_a_row_of_backslashes_is_undone_two_by_two(after: str) -> None:
    undone = {"u0041": "A", "x41": "A", "101": "A", "n": "\n"}.get(after, after)
    for half in (1, 2, 3, 8191, 8192, 8193, 20_000):
        even, odd = "\\" * (2 * half), "\\" * (2 * half + 1)
        assert "\\" * half + after in tuple(unescape(even + after))
        kept = "\\" if after in ("", "a") else ""
        assert "\\" * half + kept + undone in tuple(unescape(odd + after))
