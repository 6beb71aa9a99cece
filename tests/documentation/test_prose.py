"""The documents are short, in short paragraphs, and their links lead somewhere."""

from pathlib import Path

import pytest

from tests.support.documents.documents import (
    AT_THE_ROOT,
    DOCS,
    DOCUMENTS,
    README,
    anchors,
    links,
    name_of,
    paragraphs,
)

ALL = (*DOCUMENTS, *AT_THE_ROOT)
LONGEST_README = 150  # lines
LONGEST_PARAGRAPH = 300  # characters


def test_the_readme_is_short() -> None:
    assert len(README.read_text().splitlines()) <= LONGEST_README


def test_the_readme_has_the_name_that_twilio_uses_now_once() -> None:
    assert README.read_text().count("Conversations (classic)") == 1


@pytest.mark.parametrize("document", ALL, ids=name_of)
def test_no_paragraph_item_or_cell_is_long(document: Path) -> None:
    parts = paragraphs(document.read_text())

    assert [part for part in parts if len(part) > LONGEST_PARAGRAPH] == []


def leads_somewhere(target: str, document: Path) -> bool:
    path, _, anchor = target.partition("#")
    found = (document.parent / path).resolve() if path else document
    return found.exists() and (not anchor or anchor in anchors(found.read_text()))


@pytest.mark.parametrize("document", ALL, ids=name_of)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    relative = [link for link in links(document.read_text()) if "://" not in link]

    assert [link for link in relative if not leads_somewhere(link, document)] == []


def test_every_page_is_in_the_navigation() -> None:
    navigation = (README.parent / "mkdocs.yml").read_text()

    assert [page.name for page in DOCS.glob("*.md") if f": {page.name}\n" not in navigation] == []


def test_the_site_loads_nothing_from_elsewhere() -> None:
    settings = (README.parent / "mkdocs.yml").read_text()

    assert "font: false" in settings
    assert not any(word in settings for word in ("analytics", "extra_javascript", "extra_css"))
