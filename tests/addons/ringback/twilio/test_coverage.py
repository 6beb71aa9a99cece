import pytest

from ringback.twilio.coverage import HEAD, coverage_table
from ringback.twilio.routing.api_routes import ROUTES

ROWS = coverage_table().removeprefix(HEAD).splitlines()


@pytest.mark.parametrize(
    "row",
    [
        "| `/Conversations` * | GET, POST |  | the status of most faults; ",
        "| `/Conversations/{Sid}` * | GET, POST, DELETE |  | ",
        "| `/Conversations/{ConversationSid}/Export` * |  | GET |  |",
        "| `/Services/{Sid}` | GET, DELETE |  | ",
        "| `/Services/{ChatServiceSid}/Bindings` |  | GET |  |",
        "| `/Configuration` | GET, POST |  | ",
        "| `/Services/{ChatServiceSid}/Configuration` |  | GET, POST |  |",
        "| `/Users` * |  | GET, POST |  |",
    ],
)
def test_a_route_is_told_with_what_is_faked_of_it(row: str) -> None:
    assert any(line.startswith(row) for line in ROWS), ROWS


def test_every_route_is_told_once() -> None:
    told = [line.split("`")[1] for line in ROWS]
    twins = sum(line.split("`")[2].startswith(" *") for line in ROWS)

    assert len(told) == len(set(told))
    assert len(told) + twins == len(ROUTES)


def test_the_table_is_markdown() -> None:
    assert coverage_table().startswith("| route | faked | not faked | INFERRED |\n| --- |")
    assert {line.count(" | ") for line in ROWS} == {3}
