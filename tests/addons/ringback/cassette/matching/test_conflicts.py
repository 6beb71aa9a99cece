from pathlib import Path

import pytest

from ringback.cassette.matching.bindings import Bindings
from ringback.cassette.matching.conflicts import Conflict, find_conflicts
from ringback.cassette.matching.differences import Difference

PATH = Path("one.yaml")


@pytest.mark.parametrize(
    ("recorded", "sent", "conflicts"),
    [
        ("PERSONAL-1-person", "PERSONAL-1-sent", ()),
        ("PERSONAL-1-person", "PERSONAL-9-sent", (Conflict("Author", "person-1", None),)),
        ("PERSONAL-1-person", "PERSONAL-2-sent", (Conflict("Author", "person-1", "person-2"),)),
        ("PERSONAL-3-person", "PERSONAL-2-sent", (Conflict("Author", "person-3", "person-2"),)),
        ("PERSONAL-3-person", "PERSONAL-9-sent", ()),
        (
            "whatsapp:PERSONAL-1-phone",
            "whatsapp:PERSONAL-2-sent",
            (Conflict("Author", "+15555550100", "person-2"),),
        ),
        ("REDACTED-1", "REDACTED-2-sent", ()),
        ("PERSONAL-1-sent", "PERSONAL-2-sent", ()),
    ],
)
def test_what_stands_for_another_value_is_found(
    recorded: str, sent: str, conflicts: tuple[Conflict, ...]
) -> None:
    bindings = Bindings()
    for number in (1, 2):
        bindings.bind(PATH, (f"PERSONAL-{number}-person",), (f"PERSONAL-{number}-sent",))
    bindings.bind(PATH, ("PERSONAL-1-phone", "REDACTED-1"), ("PERSONAL-3-sent", "REDACTED-1-sent"))

    differences = [Difference("body", "Author", recorded, sent)]

    assert find_conflicts(differences, PATH, bindings) == conflicts


def test_a_field_that_one_of_the_requests_lacks_is_no_conflict() -> None:
    differences = [Difference("body", "Author", "PERSONAL-1-person", None)]

    assert find_conflicts(differences, PATH, Bindings()) == ()


def test_two_values_for_one_stand_in_of_a_request_are_a_conflict() -> None:
    differences = [
        Difference("body", field, "PERSONAL-1-name", f"PERSONAL-{number}-sent")
        for number, field in enumerate(("FriendlyName", "UniqueName"), 1)
    ]

    assert find_conflicts(differences, PATH, Bindings()) == (
        Conflict("UniqueName", "name-1", None),
    )
