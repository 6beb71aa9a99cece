import pytest

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.value_placeholders import (
    NumberedPlaceholders,
    Placeholders,
    is_value_placeholder,
    list_placeholders,
    unify_bytes,
    unify_text,
)
from tests.support.cassettes.exchanges import create, created, request

SENT = NumberedPlaceholders.of_sent_values


def new_run(*texts: str) -> str:
    interactions = [Interaction(create(A=text), created()) for text in texts]
    return NumberedPlaceholders.of_new_run(interactions).replace("x")


def test_values_are_numbered_in_order_and_equal_ones_alike() -> None:
    placeholders = SENT()

    assert [placeholders.replace(value) for value in "abac"] == [
        f"REDACTED-{number}-sent" for number in (1, 2, 1, 3)
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), "REDACTED-1"),
        (("REDACTED",), "REDACTED-1"),
        (("REDACTED-7",), "REDACTED-1-run-2"),
        (("REDACTED-7", "a REDACTED-1-run-9 b", "REDACTED-1-run-2"), "REDACTED-1-run-10"),
        (("REDACTED-7-sent",), "REDACTED-1-run-2"),
        (("REDACTED-1-run-" + "9" * 5000,), "REDACTED-1-run-1000000000"),
    ],
)
def test_a_run_has_numbers_of_its_own(texts: tuple[str, ...], expected: str) -> None:
    assert new_run(*texts) == expected


def test_numbers_in_every_part_of_an_interaction_count() -> None:
    interactions = [
        Interaction(request(target="/?a=REDACTED-1-run-3"), created()),
        Interaction(request(X_Name="REDACTED-1-run-4"), created()),
        Interaction(request(), created(name="REDACTED-1-run-5")),
    ]
    found = [NumberedPlaceholders.of_new_run([one]).replace("x") for one in interactions]

    assert found == [f"REDACTED-1-run-{run}" for run in (4, 5, 6)]


@pytest.mark.parametrize("placeholders", [Placeholders(), SENT()])
@pytest.mark.parametrize(
    "value", ["REDACTED", "REDACTED-1", "REDACTED-12-run-3", "REDACTED-1-sent"]
)
def test_a_placeholder_stays(placeholders: Placeholders, value: str) -> None:
    assert placeholders.replace(value) == value


@pytest.mark.parametrize(
    "value",
    ["", "REDACTED-0", "REDACTED-01", "REDACTED-x", "REDACTED 1", "xREDACTED", "REDACTED-\u0661"],
)
def test_other_values_are_no_placeholders(value: str) -> None:
    assert not is_value_placeholder(value)


def test_a_value_is_found_again_unless_it_is_long() -> None:
    placeholders = SENT()

    assert placeholders.find_value(placeholders.replace("a")) == "a"
    assert placeholders.find_value(placeholders.replace("a" * 1001)) is None
    assert placeholders.replace("a" * 1001) == "REDACTED-2-sent"
    assert placeholders.find_value("REDACTED-9-sent") is None


def test_memory_is_bounded() -> None:
    placeholders = SENT(most=2)
    first = placeholders.replace("a")
    for value in "bc":
        placeholders.replace(value)

    assert placeholders.find_value(first) is None
    assert placeholders.replace("a") == "REDACTED-4-sent"


def test_placeholders_are_alike_once_unified() -> None:
    text = "REDACTED REDACTED-1 REDACTED-22-run-3 REDACTED-4-sent"

    assert unify_text(text) == " ".join(["REDACTED"] * 4)
    assert unify_bytes(text.encode()) == unify_text(text).encode()


def test_placeholders_are_listed_in_the_order_of_the_key() -> None:
    members = frozenset({("b", "REDACTED-2"), ("a", ("array", ("REDACTED-3", "x REDACTED")))})
    key = ("REDACTED-1", 5, None, members, b"REDACTED-4-sent")

    assert list_placeholders(key) == (
        "REDACTED-1",
        "REDACTED-3",
        "REDACTED",
        "REDACTED-2",
        "REDACTED-4-sent",
    )


def test_a_copy_knows_the_values_and_learns_on_its_own() -> None:
    placeholders = SENT()
    placeholders.replace("a")
    copied = placeholders.copy()

    assert [copied.replace(value) for value in "ab"] == ["REDACTED-1-sent", "REDACTED-2-sent"]
    assert [placeholders.replace(value) for value in "ca"] == ["REDACTED-2-sent", "REDACTED-1-sent"]
    assert placeholders.find_value("REDACTED-2-sent") == "c"
