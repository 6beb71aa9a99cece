import pytest

from ringback.printable import escape_unprintable


@pytest.mark.parametrize(
    ("line", "escaped"),
    [
        ("Grüße → Ada", "Grüße → Ada"),
        ("/\x1b[2J\r\u202e", r"/\x1b[2J\r\u202e"),
        ("\x85\u2028\udcff", r"\x85\u2028\udcff"),
        ("", ""),
    ],
    ids=["printable", "controls", "line ends and half a character", "empty"],
)
def test_what_could_drive_a_terminal_is_escaped(line: str, escaped: str) -> None:
    assert escape_unprintable(line) == escaped
