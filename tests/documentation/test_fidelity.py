"""Every mark in the code has its source in docs/fidelity.md, and every id there is used."""

import re
from collections.abc import Iterator

import pytest

from tests.support.documents.documents import DOCS, ROOT

# The mark in the code of each certainty; a mark is followed by the id of its row.
MARKS = {"seen live": "seen live", "CONFLICT": "conflict", "INFERRED": "inferred"}
MARK = re.compile(
    r"\b(INFERRED|(?<!ON )CONFLICT|[Ss]een\s+(?:#\s+)?live)\b(?:[\s#]*\(fidelity:\s([a-z0-9-]+)\))?"
)
ROW = re.compile(r"^\| ([a-z0-9-]+) \| .* \| (seen live|conflict|inferred) \| .+ \|$", re.MULTILINE)

SOURCES = sorted(path for root in ("addons", "proxy") for path in (ROOT / root).rglob("*.py"))
ROWS = ROW.findall((DOCS / "fidelity.md").read_text(encoding="utf-8"))


def find_marks(text: str) -> Iterator[tuple[str, str]]:
    """Yield the certainty and the id ("" if there is none) of every mark in a file."""
    for mark in MARK.finditer(text):
        word = mark[1] if mark[1] in MARKS else "seen live"
        yield MARKS[word], mark[2] or ""


def test_every_id_has_one_row() -> None:
    ids = [row[0] for row in ROWS]

    assert ids
    assert len(ids) == len(set(ids))


def test_every_mark_in_the_code_is_listed_with_its_certainty() -> None:
    listed = {(certainty, identifier) for identifier, certainty in ROWS}
    missing = [
        f"{path.relative_to(ROOT)}: {certainty} {identifier or 'without an id'}"
        for path in SOURCES
        for certainty, identifier in find_marks(path.read_text(encoding="utf-8"))
        if (certainty, identifier) not in listed
    ]

    assert missing == []


def test_every_listed_id_is_used_in_the_code() -> None:
    used = {
        identifier
        for path in SOURCES
        for _, identifier in find_marks(path.read_text(encoding="utf-8"))
    }

    assert [row[0] for row in ROWS if row[0] not in used] == []


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("# INFERRED (fidelity: a-b): so", [("inferred", "a-b")]),
        ("is INFERRED\n    (fidelity: a)", [("inferred", "a")]),
        ("# CONFLICT\n# (fidelity: a): so", [("conflict", "a")]),
        ("# Seen live (fidelity: a).", [("seen live", "a")]),
        ("seen live; INFERRED", [("seen live", ""), ("inferred", "")]),
        ("an inferred conflict", []),
    ],
)
def test_marks_are_found(text: str, marks: list[tuple[str, str]]) -> None:
    assert list(find_marks(text)) == marks
