import pytest

from ringback.http.json_values import load_container, load_json, make_hashable, quote


def test_a_name_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        load_json('{"a": 1, "a": 2}')


@pytest.mark.parametrize("text", ["", "x", "1", '"{}"', "{", "[1", "[" * 100_000, " {}"])
def test_other_text_is_no_container(text: str) -> None:
    assert load_container(text) is None


def test_numbers_are_one_kind_and_truth_values_are_another() -> None:
    assert make_hashable(load_json("[1, NaN]"), ()) == make_hashable(load_json("[1.0, NaN]"), ())
    assert make_hashable(1, ()) != make_hashable(True, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Ada", '"Ada"'), ("é🎭", '"é🎭"'), ('"\n', '"\\"\\n"'), ("\udcff", '"\\\\udcff"')],
)
def test_quote_escapes_what_cannot_be_printed(text: str, expected: str) -> None:
    assert quote(text) == expected
