import pytest

from tests.support.documents.documents import anchors, links, paragraphs, replace_section

TEXT = """# The *first* part

Some [text](there.md)
on two lines.

- one
- two

| a | b |
|---|---|
| c [d](e.md#f) | g |

```sh
[no](link)
```
"""


def test_paragraphs_items_and_cells_are_counted_apart_and_without_code() -> None:
    assert list(paragraphs(TEXT)) == [
        "# The *first* part", "Some text\non two lines.", "- one", "- two",
        "a", "b", "---", "---", "c d", "g",
    ]  # fmt: skip


def test_links_are_found_outside_of_code() -> None:
    assert list(links(TEXT)) == ["there.md", "e.md#f"]


def test_headings_have_anchors() -> None:
    assert anchors(TEXT) == {"the-first-part"}


def test_a_generated_section_is_replaced_between_its_marks() -> None:
    text = "a\n<!-- x: made by y -->\nold\n<!-- end of x -->\nb"

    assert replace_section(text, "x", "new\n") == text.replace("old", "new")
    with pytest.raises(ValueError, match="'z'"):
        replace_section(text, "z", "")
