"""The tables in docs/architecture.md: folders, floors, and what is used of mitmproxy.

To write them anew, run this file as a program: `make docs-tables`.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from ringback_proxy.engine.internals import INTERNALS
from tests.support.documents.documents import DOCS, ROOT, replace_section

PAGE = DOCS / "architecture.md"
SOURCES = (ROOT / "addons" / "ringback", ROOT / "proxy" / "ringback_proxy")


def folders() -> str:
    """Return a table of the packages with the first sentence of each one's docstring."""
    rows = [
        f"| `{path.parent.relative_to(ROOT)}/` | {first_sentence(path)} |\n"
        for source in SOURCES
        for path in sorted(source.rglob("__init__.py"))
    ]
    return "| folder | what is in it |\n|---|---|\n" + "".join(rows)


def first_sentence(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
    return docstring.split("\n\n")[0].split(". ")[0].rstrip(".").replace("\n", " ")


def floors() -> str:
    """Return the layers of each contract, a table each."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return "\n".join(
        f"| {contract['name']} |\n|---|\n" + "".join(f"| {row} |\n" for row in rows(contract))
        for contract in contracts["contracts"]
        if contract["type"] == "layers"
    )


def rows(contract: dict[str, list[str]]) -> Iterator[str]:
    for layer in contract["layers"]:
        separator = ":" if ":" in layer else "|"
        rooms = [f"`{room.strip(' ()')}`" for room in layer.split(separator)]
        yield ", ".join(rooms)


def internals() -> str:
    """Return a table of the private parts of mitmproxy that are used."""
    rows = [
        f"| `{each.path.removeprefix('mitmproxy.')}` | {each.purpose} | {'yes' * each.plain} |\n"
        for each in INTERNALS
    ]
    return "| part of mitmproxy | purpose | plain too |\n|---|---|---|\n" + "".join(rows)


TABLES = {"folders": folders, "floors": floors, "internals": internals}


def replace_tables(text: str) -> str:
    """Return the page's text with today's tables in it."""
    for name, render in TABLES.items():
        text = replace_section(text, name, render())
    return text


def test_the_page_has_todays_tables() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert replace_tables(text) == text, "run: make docs-tables"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_folder_describes_itself(source: Path) -> None:
    assert [path for path in source.rglob("__init__.py") if not first_sentence(path)] == []


if __name__ == "__main__":
    PAGE.write_text(replace_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
