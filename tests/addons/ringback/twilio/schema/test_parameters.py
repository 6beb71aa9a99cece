import pytest

from ringback.http.forms import parse_form
from ringback.twilio.schema.parameters import (
    Arguments,
    Blank,
    Parameter,
    Validation,
    read_parameters,
)
from ringback.twilio.schema.validators import Text
from ringback.twilio.values.faults import Fault

LONG = Fault(400, 1, "long")
LONGER = Fault(400, 2, "longer")

TABLE = (
    Parameter("FriendlyName", "friendly_name", Text(4, LONG), blank=Blank.IGNORED),
    Parameter("UniqueName", "unique_name", Text(4, LONGER), blank=Blank.CLEARS),
    Parameter("Body", "body", Text()),
    Parameter("Filters", "filters", Text(4, LONG), repeated=True),
    Parameter("Permission", "permissions", Text(), repeated=True, blank=Blank.CLEARS),
)


def read(
    query: str, validation: Validation = Validation.STRICT, table: tuple[Parameter, ...] = TABLE
) -> tuple[Arguments | Fault, list[str]]:
    return read_parameters(table, parse_form(query), validation)


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("", {}),
        ("Body=x&UniqueName=y", {"unique_name": "y", "body": "x"}),
        ("Body=", {"body": ""}),
        ("FriendlyName=", {}),
        ("UniqueName=", {"unique_name": None}),
        ("Filters=a&Filters=b", {"filters": ("a", "b")}),
        ("Filters=", {"filters": ("",)}),
        ("Permission=a&Permission=", {"permissions": ("a",)}),
        ("Permission=", {"permissions": ()}),
        ("Body=first&Body=second", {"body": "first"}),
    ],
)
def test_parameters_are_read_by_their_table(query: str, values: dict[str, object]) -> None:
    arguments, notes = read(query)

    assert isinstance(arguments, Arguments)
    assert arguments.values == values
    assert notes == []


def test_a_parameter_that_was_sent_is_known_even_where_it_says_nothing() -> None:
    arguments, _ = read("FriendlyName=")

    assert isinstance(arguments, Arguments)
    assert arguments.sent == {"friendly_name"}
    assert "friendly_name" not in arguments


def test_the_first_fault_in_the_tables_order_is_told() -> None:
    fault, _ = read("UniqueName=xxxxx&FriendlyName=xxxxx")

    assert fault is LONG


def test_each_value_of_a_repeated_parameter_is_checked() -> None:
    fault, _ = read("Filters=a&Filters=xxxxx")

    assert fault is LONG


def test_a_refused_value_can_be_taken_as_not_sent() -> None:
    arguments, notes = read("UniqueName=xxxxx&Body=x", Validation.WARN)

    assert isinstance(arguments, Arguments)
    assert arguments.values == {"body": "x"}
    assert notes == ['Twilio would have refused UniqueName: 400/2 "longer".']


REQUIRED = (Parameter("Target", "target", Text(4, LONG), required=True),)


@pytest.mark.parametrize("validation", Validation)
def test_a_required_parameter_is_missed(validation: Validation) -> None:
    fault, _ = read("", validation, REQUIRED)

    assert isinstance(fault, Fault)
    assert fault.message == "Missing required parameter Target in the post body"


@pytest.mark.parametrize("validation", Validation)
def test_a_required_parameter_has_nothing_to_take_its_place(validation: Validation) -> None:
    fault, _ = read("Target=xxxxx", validation, REQUIRED)

    assert fault is LONG


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("friendlyName=x", "Did you mean FriendlyName?"),
        ("friendly_name=x", "Did you mean FriendlyName?"),
        ("Uniquename=x", "Did you mean UniqueName?"),
        ("Bodi=x", "Did you mean Body?"),
    ],
)
def test_an_unknown_parameter_is_told_with_the_one_that_was_meant(query: str, hint: str) -> None:
    arguments, notes = read(query)

    assert isinstance(arguments, Arguments)
    assert arguments.values == {}
    assert len(notes) == 1
    assert notes[0].endswith(hint)


def test_an_unknown_parameter_that_is_like_none_is_told_without_a_guess() -> None:
    _, notes = read("zzz=1")

    assert notes == ["'zzz' is not a parameter of this request and is ignored."]


def test_unknown_parameters_are_told_with_a_fault_too() -> None:
    fault, notes = read("FriendlyName=xxxxx&zzz=1")

    assert fault is LONG
    assert len(notes) == 1


def test_thousands_of_unknown_parameters_make_a_few_lines() -> None:
    _, notes = read("&".join(f"p{number}=1" for number in range(10_000)))

    assert len(notes) == 6
    assert notes[-1] == "9995 more parameters are unknown and ignored."


def test_a_long_name_is_cut() -> None:
    _, notes = read("x" * 100_000 + "=1")

    assert len(notes[0]) < 200


def test_an_argument_is_found_by_its_key() -> None:
    arguments, _ = read("Body=x")

    assert isinstance(arguments, Arguments)
    assert arguments["body"] == "x"
