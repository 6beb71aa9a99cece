"""The table of routes in docs/coverage.md is the one that the fake's tables give."""

import pytest

from ringback.twilio.resources.registry import RESOURCES
from ringback.twilio.routing.api_routes import ROUTES
from tests.documentation.coverage_table import (
    HEAD,
    INFERRED,
    PAGE,
    get_name,
    render_coverage_table,
    update_table,
)

ROWS = render_coverage_table().removeprefix(HEAD).splitlines()


def test_the_page_has_todays_table_of_routes() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert update_table(text) == text, "run: make docs-tables"


def test_the_table_says_of_every_resource_what_no_source_shows() -> None:
    assert set(INFERRED) == {get_name(resource) for resource in RESOURCES}
    assert all(INFERRED.values())


@pytest.mark.parametrize(
    "row",
    [
        "| `/Conversations` * | GET, POST |  | the status of most faults; ",
        "| `/Conversations/{Sid}` * | GET, POST, DELETE |  | ",
        "| `/Conversations/{ConversationSid}/Export` * |  | GET |  |",
        "| `/Services/{Sid}` | GET, DELETE |  | ",
        "| `/Services/{ChatServiceSid}/Bindings` | GET |  | ",
        "| `/Configuration` * | GET, POST |  | ",
        "| `/Services/{ChatServiceSid}/Configuration/Notifications` | GET, POST |  | ",
        "| `/Roles/{Sid}` * | GET, POST, DELETE |  | ",
        "| `/Users` * | GET, POST |  | ",
        "| `/Users/{UserSid}/Conversations` * | GET |  | ",
    ],
)
def test_a_row_lists_what_is_faked_of_a_route(row: str) -> None:
    assert any(line.startswith(row) for line in ROWS), ROWS


def test_every_route_has_one_row() -> None:
    listed = [line.split("`")[1] for line in ROWS]
    twins = sum(line.split("`")[2].startswith(" *") for line in ROWS)

    assert len(listed) == len(set(listed))
    assert len(listed) + twins == len(ROUTES)


def test_the_table_is_markdown() -> None:
    assert render_coverage_table().startswith("| route | faked | not faked | INFERRED |\n| --- |")
    assert {line.count(" | ") for line in ROWS} == {3}
