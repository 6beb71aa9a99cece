import pytest

from ringback.cassette.redaction.personal.stand_ins import (
    Format,
    StandIn,
    find_stand_ins,
    parse_placeholder,
    parse_stand_in,
)


@pytest.mark.parametrize(
    ("stand_in", "text", "placeholder"),
    [
        (StandIn(Format.PHONE, 1), "+15555550100", "PERSONAL-1-phone"),
        (StandIn(Format.PHONE, 100), "+15555550199", "PERSONAL-100-phone"),
        (StandIn(Format.PHONE, 1, 2), "+12005550100", "PERSONAL-1-phone-run-2"),
        (StandIn(Format.PHONE, 101), "+12015550100", "PERSONAL-101-phone"),
        (StandIn(Format.PHONE, 1, 99), "phone-1-run-99", "PERSONAL-1-phone-run-99"),
        (StandIn(Format.EMAIL, 7), "person-7@example.com", "PERSONAL-7-email"),
        (
            StandIn(Format.EMAIL, 7, 2),
            "person-7-run-2@example.com",
            "PERSONAL-7-email-run-2",
        ),
        (StandIn(Format.PERSON, 1), "person-1", "PERSONAL-1-person"),
        (StandIn(Format.NAME, 2, 3), "name-2-run-3", "PERSONAL-2-name-run-3"),
        (StandIn(Format.TEXT, 12), "text-12", "PERSONAL-12-text"),
        (StandIn(Format.VALUE, 3), "value-3", "PERSONAL-3-value"),
    ],
)
def test_a_stand_in_is_written_and_read(stand_in: StandIn, text: str, placeholder: str) -> None:
    assert (stand_in.text, stand_in.placeholder) == (text, placeholder)
    assert parse_stand_in(text) == parse_placeholder(placeholder) == stand_in


@pytest.mark.parametrize(
    "text",
    [
        "person-0", "person-1 ", "person-1-run-0", "person", "name-1@example.com", "Person-1",
        "+14155551234", "+15555550200", "+11115550100", "person-1@example.org", "+12115550100",
        "15555550100",
    ],
)  # fmt: skip
def test_anything_else_is_no_stand_in(text: str) -> None:
    assert parse_stand_in(text) is None


@pytest.mark.parametrize(
    "placeholder", ["PERSONAL-1-sent", "PERSONAL-1-nobody", "REDACTED-1", "PERSONAL-1"]
)
def test_other_placeholders_are_of_no_stand_in(placeholder: str) -> None:
    assert parse_placeholder(placeholder) is None


def test_ten_thousand_numbers_in_each_of_three_runs_are_different() -> None:
    made = {
        StandIn(Format.PHONE, number, run).text for number in range(1, 10_001) for run in (1, 2, 3)
    }

    assert len(made) == 30_000
    assert all(parse_stand_in(text) is not None for text in made)


def test_stand_ins_are_found_within_a_text() -> None:
    text = "To=%2B15555550101&a=person-2@example.com, person-1-run-2; sperson-3 name-1x text-4"

    found = [stand_in for _, stand_in in find_stand_ins(text)]

    assert found == [
        StandIn(Format.PHONE, 2),
        StandIn(Format.EMAIL, 2),
        StandIn(Format.PERSON, 1, 2),
        StandIn(Format.TEXT, 4),
    ]
