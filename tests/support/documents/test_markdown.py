import pytest

from tests.support.documents.markdown import Block, blocks

TWO = "```sh\none\n```\n\n```console\n$ two\n```"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no block", []),
        ("a\n\n```sh\nls -l\nls\n```\n", [Block("sh", "ls -l\nls\n", 3)]),
        ("```\nplain\n```\n", [Block("", "plain\n", 1)]),
        ("~~~yaml\na: 1\n~~~\n", [Block("yaml", "a: 1\n", 1)]),
        ("````md\n```sh\nls\n```\n````\n", [Block("md", "```sh\nls\n```\n", 1)]),
        ("- item\n\n  ```sh\n  ls \\\n    -l\n  ```\n", [Block("sh", "ls \\\n  -l\n", 3)]),
        (TWO, [Block("sh", "one\n", 1), Block("console", "$ two\n", 5)]),
        ("This is `app.py`:\n\n```python\n1\n```\n", [Block("python", "1\n", 3, "app.py")]),
        ("Not `app.py`: this\n\n```python\n1\n```\n", [Block("python", "1\n", 3)]),
        ("in ```line``` code\n", []),
    ],
    ids=[
        "none",
        "one",
        "no language",
        "tildes",
        "nested",
        "indented",
        "two",
        "named",
        "not named",
        "inline",
    ],
)
def test_blocks_are_found_with_language_text_line_and_name(
    text: str, expected: list[Block]
) -> None:
    assert list(blocks(text)) == expected
