import pytest

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.personal.stand_ins import Format, StandIn
from ringback.cassette.redaction.personal.values import (
    BoundValues,
    PersonalValues,
    SentValues,
    ShownValues,
    WrittenValues,
    find_last_run,
)
from tests.support.cassettes.exchanges import create, created, request


def test_sent_values_are_numbered_and_found_again() -> None:
    sent = SentValues()

    numbers = [sent.replace(one, Format.PERSON) for one in ("ada", "eve", "ada")]

    assert numbers == ["PERSONAL-1-sent", "PERSONAL-2-sent", "PERSONAL-1-sent"]
    assert sent.find_value("PERSONAL-2-sent") == "eve"
    assert sent.find_placeholder("ada") == "PERSONAL-1-sent"
    assert sent.reveal("a PERSONAL-2-sent PERSONAL-9-sent") == "a eve PERSONAL-9-sent"


def test_a_copy_of_sent_values_learns_on_its_own() -> None:
    sent = SentValues()
    sent.replace("ada", Format.PERSON)
    copied = sent.copy()

    assert copied.replace("eve", Format.PERSON) != copied.replace("ada", Format.PERSON)
    assert sent.find_placeholder("eve") is None


@pytest.mark.parametrize(
    ("values", "replaced"),
    [
        (SentValues(), ["PERSONAL-3-person", "PERSONAL-1-sent", "PERSONAL-4-sent"]),
        (ShownValues(SentValues()), ["person-3", "PERSONAL-1-sent", "PERSONAL-4-sent"]),
        (ShownValues(WrittenValues()), ["person-3", "person-1", "PERSONAL-4-sent"]),
        (WrittenValues(), ["person-1", "person-2", "person-3"]),
    ],
    ids=["compared", "shown", "redacted again", "written"],
)
def test_what_a_stand_in_and_a_placeholder_become(
    values: PersonalValues, replaced: list[str]
) -> None:
    given = ("person-3", "ada", "PERSONAL-4-sent")

    assert [values.replace(one, Format.PERSON) for one in given] == replaced


def test_each_format_is_numbered_on_its_own() -> None:
    written = WrittenValues(run=2)

    made = [
        written.replace(value, format_)
        for value, format_ in [
            ("a", Format.NAME), ("b", Format.NAME), ("c", Format.TEXT), ("+1", Format.PHONE),
            ("a", Format.TEXT),
        ]
    ]  # fmt: skip

    assert made == ["name-1-run-2", "name-2-run-2", "text-1-run-2", "+12005550100", "name-1-run-2"]


@pytest.mark.parametrize(
    ("earlier", "value", "format_", "expected"),
    [
        (StandIn(Format.PERSON, 3), "ada", Format.PERSON, "person-3"),
        (StandIn(Format.NAME, 3), "ada", Format.PERSON, "name-3"),
        (StandIn(Format.PERSON, 3), "+41", Format.PHONE, "+12005550100"),
        (None, "ada", Format.PERSON, "person-1-run-2"),
    ],
    ids=["the same", "another format", "no digits", "not known"],
)
def test_a_value_of_an_earlier_run_keeps_its_stand_in(
    earlier: StandIn | None, value: str, format_: Format, expected: str
) -> None:
    assert WrittenValues(2, lambda _: earlier).replace(value, format_) == expected


def test_known_values_are_replaced_in_errors_the_longest_first() -> None:
    written = WrittenValues()
    for value in ("ada", "lovelace", "ada lovelace"):
        written.replace(value, Format.NAME)

    text = ShownValues(written).replace_known("ada lovelace, lovelace, ada")

    assert text == "name-3, name-2, ada"  # a short one may be part of any word


def test_bound_stand_ins_are_put_back() -> None:
    bound = BoundValues(lambda placeholder, _: {"PERSONAL-1-person": "eve"}.get(placeholder))

    assert bound.replace("person-1", Format.PERSON) == "eve"
    assert bound.replace("person-2", Format.PERSON) == "person-2"
    assert bound.replace("ada", Format.PERSON) == "ada"
    assert bound.replace_known("no person-1 and person-2") == "no eve and person-2"


@pytest.mark.parametrize(
    ("interactions", "run"),
    [
        ([], 0),
        ([Interaction(create(A="b"), created())], 0),
        ([Interaction(create(Identity="person-1"), created())], 1),
        ([Interaction(create(A="b"), created(identity="person-1-run-4"))], 4),
        ([Interaction(request("GET", "/v1/Users/%2B12005550100"), created())], 2),
    ],
    ids=["empty", "without stand-ins", "in a request", "in a reply", "a phone number"],
)
def test_the_last_run_is_found(interactions: list[Interaction], run: int) -> None:
    assert find_last_run(interactions) == run


def test_only_the_newest_values_are_kept() -> None:
    sent, written = SentValues(most=3), WrittenValues(most=3)

    for number in range(10):
        sent.replace(str(number), Format.NAME)
        written.replace(str(number), Format.NAME)

    assert [sent.find_placeholder(one) for one in ("0", "9")] == [None, "PERSONAL-10-sent"]
    assert sent.find_value("PERSONAL-1-sent") is None
    assert written.replace("9", Format.NAME) == "name-10"
    assert written.replace("0", Format.NAME) == "name-11"


@pytest.mark.parametrize(
    ("sent", "restored", "restored_bare"),
    [
        (["+41"], "+41", "+41"),
        (["41"], "41", "41"),
        (["41", "+41"], "+41", "41"),
        (["+41", "41"], "+41", "41"),
        (["eve"], "eve", "eve"),
    ],
)
def test_a_number_is_put_back_as_it_was_sent(
    sent: list[str], restored: str, restored_bare: str
) -> None:
    values = SentValues()
    for one in sent:
        replaced = values.replace_digits(one) if one.isdigit() else values.replace(one, Format.NAME)
    bound = BoundValues(lambda _, is_bare: values.find_value(replaced, is_bare))

    assert bound.replace("+15555550100", Format.PHONE) == restored
    assert bound.replace_digits("15555550100") == restored_bare
    assert bound.replace_known("a 15555550100 +15555550100") == f"a {restored_bare} {restored}"
    assert bound.replace_digits("41") == "41"


def test_a_number_is_the_same_with_and_without_plus() -> None:
    sent, written = SentValues(), WrittenValues()

    assert sent.replace_digits("41") == sent.replace("+41", Format.PHONE) == "PERSONAL-1-sent"
    assert sent.find_value("PERSONAL-1-phone") == "+15555550100"
    assert sent.find_value("PERSONAL-1-phone", is_bare=True) == "15555550100"
    assert written.replace_digits("41") == "15555550100"
    assert written.replace("+41", Format.PHONE) == "+15555550100"
