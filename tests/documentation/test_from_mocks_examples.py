"""The examples of docs/from-mocks.md are a suite that passes, before and after."""

from pathlib import Path

from tests.documentation.test_pytest_examples import PLUGIN, run
from tests.support.documents.documents import DOCS
from tests.support.documents.markdown import blocks

PYTHON = [
    block for block in blocks((DOCS / "from-mocks.md").read_text()) if block.language == "python"
]


def test_the_tests_pass_with_mocks_and_without(tmp_path: Path) -> None:
    for block in PYTHON:
        (tmp_path / block.name).write_text(block.code)

    output = run(tmp_path, "-m", "pytest", *PLUGIN)

    assert {block.name for block in PYTHON} == {"support.py", "test_mocked.py", "test_support.py"}
    assert "6 passed" in output
