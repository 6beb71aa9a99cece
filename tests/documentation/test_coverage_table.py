"""The table of routes in docs/coverage.md is the one that the fake's tables give.

To write it anew, run this file as a program: `make docs-tables`.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from ringback.twilio.coverage import coverage_table
from tests.support.documents import DOCS, replace_section

PAGE = DOCS / "coverage.md"


def replace_table(text: str) -> str:
    """Return the page's text with today's table in it."""
    return replace_section(text, "coverage", coverage_table())


def test_the_page_has_todays_table_of_routes() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert replace_table(text) == text, "run: make docs-tables"


if __name__ == "__main__":
    PAGE.write_text(replace_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
