"""The README's table of routes is the one that the fake's tables give.

To write it anew, run this file as a program.
"""

import re
from pathlib import Path

from ringback.twilio.coverage import coverage_table

README = Path(__file__).parents[2] / "README.md"
BETWEEN = re.compile(r"(<!-- coverage: [^\n]*-->\n).*?(<!-- end of coverage -->)", re.DOTALL)


def with_table(text: str) -> str:
    """Return the README's text with the table of today."""
    return BETWEEN.sub(lambda marks: f"{marks[1]}{coverage_table()}{marks[2]}", text)


def test_the_readme_has_todays_table_of_routes() -> None:
    text = README.read_text(encoding="utf-8")

    assert BETWEEN.search(text) is not None
    assert with_table(text) == text, "run: python tests/documentation/test_coverage_table.py"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
