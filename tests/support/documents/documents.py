"""The documents that users and contributors read, and the parts of them that are generated."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
DOCUMENTS = (README, *sorted(DOCS.glob("*.md")))
AT_THE_ROOT = tuple(ROOT / f"{name}.md" for name in ("CHANGELOG", "CONTRIBUTING", "SECURITY"))

_FENCED = re.compile(r"^ *(?P<fence>`{3,}|~{3,}).*?^ *(?P=fence)\s*?$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*] |\d+\. |#+ |\|))")


def name_of(document: Path) -> str:
    """Return a document's path from the root, which is what tests are named by."""
    return str(document.relative_to(ROOT))


def replace_section(text: str, name: str, content: str) -> str:
    """Return a document with other content between the marks of a generated section.

    The marks are `<!-- NAME: ... -->` and `<!-- end of NAME -->`. Raises ValueError without them.
    """
    section = re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if not section.search(text):
        raise ValueError(f"the document has no section {name!r}")
    return section.sub(lambda marks: f"{marks[1]}{content}{marks[2]}", text)


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs, list items and table cells, without code blocks and link targets."""
    prose = _LINK.sub(lambda link: link["text"], _FENCED.sub("", text))
    for part in _BREAK.split(prose):
        cells = re.split(r"(?<!\\)\|", part) if part.lstrip().startswith("|") else [part]
        yield from filter(None, map(str.strip, cells))


def links(text: str) -> Iterator[str]:
    """Yield the targets of links, without code blocks."""
    for link in _LINK.finditer(_FENCED.sub("", text)):
        yield link["target"]


def anchors(text: str) -> set[str]:
    """Return the anchors of the headings, as GitHub and MkDocs make them."""
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in headings}
