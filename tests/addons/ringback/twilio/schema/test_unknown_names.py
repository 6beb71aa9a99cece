from urllib.parse import quote

import pytest

from ringback.http.forms import parse_form
from ringback.twilio.schema.unknown_names import IGNORED, describe_unknown_names, has_unknown

KNOWN = ["FriendlyName", "State"]


def test_each_unknown_name_is_described_with_the_one_that_was_meant() -> None:
    notes = describe_unknown_names(KNOWN, parse_form("friendly_name=a&State=active&Zzz=1"))

    assert notes == [
        f"'friendly_name' {IGNORED} Did you mean FriendlyName?",
        f"'Zzz' {IGNORED}",
    ]


def test_a_long_name_is_cut() -> None:
    (note,) = describe_unknown_names(KNOWN, parse_form("x" * 100))

    assert note.startswith(f"'{'x' * 60}...' is not")


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ('{"Password":"s3cret"}', "'{...'"),
        ("Password: s3cret", "'Password...'"),
        ("<Password>s3cret</Password>", "'<Password...'"),
        ("Friendly Name", "'Friendly...'"),
        ("\n", "'\\n'"),
        ("Configuration.Filters[]", "'Configuration.Filters[]'"),
    ],
    ids=["JSON", "header", "XML", "blank", "line", "punctuation"],
)
def test_a_name_that_may_hold_a_value_is_not_shown(form: str, shown: str) -> None:
    (note,) = describe_unknown_names(KNOWN, parse_form(quote(form)))

    assert note.startswith(f"{shown} {IGNORED}")


@pytest.mark.parametrize("body", ['{"FriendlyName": "x"}', '[{"State": "active"}]'])
def test_json_in_place_of_a_form_is_told(body: str) -> None:
    (note,) = describe_unknown_names(KNOWN, parse_form(quote(body)))

    assert note.endswith(f"{IGNORED} It looks like JSON; Twilio takes forms.")


def test_of_very_many_a_few_are_named() -> None:
    notes = describe_unknown_names(KNOWN, parse_form("&".join(f"x{n}=1" for n in range(9))))

    assert len(notes) == 6
    assert notes[-1] == "4 more parameters are unknown and ignored."


def test_such_notes_are_told_from_others() -> None:
    assert has_unknown(describe_unknown_names(KNOWN, parse_form("a=1")))
    assert not has_unknown(["The body is text/plain and was not read."])
