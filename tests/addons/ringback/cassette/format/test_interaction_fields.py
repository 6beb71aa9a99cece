import pytest

from ringback.cassette.format.interaction_fields import (
    MalformedError,
    describe_kind,
    get_field,
    get_text,
)


@pytest.mark.parametrize("value", ["text", None, {"a": 1}])
def test_a_field_may_be_of_any_kind(value: object) -> None:
    assert get_field({"name": value}, "name") == value


def test_a_field_has_the_kind_that_is_asked_for() -> None:
    assert get_field({"name": {"a": 1}}, "name", dict) == {"a": 1}


@pytest.mark.parametrize(
    ("value", "problem", "incomplete"),
    [
        ({}, "`name` is missing", True),
        ({"name": None}, "`name` is missing", True),
        ({"name": "a"}, "`name` is text, not a mapping", False),
        ("text", "text, not a mapping with `name`", False),
        (None, "nothing, not a mapping with `name`", True),
    ],
)
def test_a_field_that_is_missing_or_wrong_is_named(
    value: object, problem: str, incomplete: bool
) -> None:
    with pytest.raises(MalformedError) as caught:
        get_field(value, "name", dict)

    assert (str(caught.value), caught.value.incomplete) == (problem, incomplete)


@pytest.mark.parametrize(
    ("value", "text"), [("é", "é"), (b"\xff", "\udcff"), (5, "5"), (1.5, "1.5")]
)
def test_a_text_may_be_bytes_or_a_number(value: object, text: str) -> None:
    assert get_text(value, "name") == text


@pytest.mark.parametrize(("value", "incomplete"), [([], False), (None, True)])
def test_what_is_no_text_is_named(value: object, incomplete: bool) -> None:
    with pytest.raises(MalformedError, match=r"`name` is .*, not text") as caught:
        get_text(value, "name")

    assert caught.value.incomplete == incomplete


@pytest.mark.parametrize(
    ("value", "kind"),
    [({}, "a mapping"), ([], "a list"), ("", "text"), (b"", "binary"), (None, "nothing")],
)
def test_a_kind_is_described_in_words(value: object, kind: str) -> None:
    assert describe_kind(value) == kind
    assert describe_kind(1) == "a number"
