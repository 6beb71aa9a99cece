from pathlib import Path

import pytest

from ringback.cassette.matching.hints import COMMAND_LINE, Hints

PATH = Path("my calls.yaml")


@pytest.mark.parametrize(
    ("hints", "command"),
    [
        (COMMAND_LINE, "ringback record -c 'my calls.yaml'"),
        (Hints("--redact a"), "ringback record --redact a -c 'my calls.yaml'"),
    ],
    ids=["plain", "option"],
)
def test_a_command_records(hints: Hints, command: str) -> None:
    assert hints.record(PATH) == command


def test_a_command_fakes_beside_a_cassette() -> None:
    assert COMMAND_LINE.faking_beside(PATH) == "ringback fake -c 'my calls.yaml'"


def test_options_leave_fields_out_of_the_match() -> None:
    assert COMMAND_LINE.ignoring(["a", "b c"]) == "--ignore-field a --ignore-field 'b c'"
    assert COMMAND_LINE.matching(["method", "path"]) == "--match-on method,path"
