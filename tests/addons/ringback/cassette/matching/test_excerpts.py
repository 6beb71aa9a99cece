import pytest

from ringback.cassette.matching.differences import Difference
from ringback.cassette.matching.excerpts import around_difference, name_field, start


@pytest.mark.parametrize(
    ("recorded", "sent", "shown"),
    [
        ("old", "new", ("old", "new")),
        (None, "new", ("(absent)", "new")),
        ("x" * 50 + "old", "x" * 50 + "new", ("…xxxold", "…xxxnew")),
        ("a" + "x" * 50, "b" + "x" * 50, ("axxxxxxxx…", "bxxxxxxxx…")),
    ],
    ids=["short", "absent", "late", "early"],
)
def test_values_are_shown_where_they_differ(
    recorded: str | None, sent: str | None, shown: tuple[str, str]
) -> None:
    assert around_difference(Difference("body", "A", recorded, sent), 10) == shown


def test_an_unprintable_name_is_escaped() -> None:
    assert name_field("a\nb") == '"a\\nb"'


@pytest.mark.parametrize(
    ("value", "shown"), [("abc", "abc"), ("abcd", "ab…"), (None, "(absent)")], ids=str
)
def test_a_value_is_cut(value: str | None, shown: str) -> None:
    assert start(value, 3) == shown
