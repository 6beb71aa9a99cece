"""The hooks of .pre-commit-hooks.yaml do what they say; `make test-pre-commit` runs it."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.cassettes.commands import CLEAN, LEAKING, run
from tests.support.cassettes.exchanges import write_cassette
from tests.support.documents.documents import DOCS, ROOT
from tests.support.documents.markdown import blocks

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
each_hook = pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])


@each_hook
def test_a_hook_refuses_a_cassette_with_a_secret_and_no_other(
    hook: dict[str, Any], tmp_path: Path
) -> None:
    program, group, *arguments = shlex.split(hook["entry"])
    clean = write_cassette(tmp_path / "clean.yaml", CLEAN)
    leaking = write_cassette(tmp_path / "leaking.yaml", LEAKING)

    assert (program, group) == ("ringback", "cassette")
    assert run(*arguments, clean).exit_code == 0
    assert run(*arguments, clean, leaking).exit_code == 3


@each_hook
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("cassettes/a.yaml", True),
        ("tests/cassettes/test_a/test_b.yml", True),
        ("cassettes/a.json", True),
        ("cassettes/README.md", False),
        ("docker-compose.yaml", False),
        ("mycassettes/a.yaml", False),
    ],
)
def test_a_hook_is_for_cassettes(hook: dict[str, Any], path: str, expected: bool) -> None:
    assert (re.search(hook["files"], path) is not None) is expected


def test_the_page_names_every_hook() -> None:
    (named,) = (
        yaml.safe_load(block.code)["repos"][0]["hooks"]
        for block in blocks((DOCS / "cassettes.md").read_text())
        if "ringback-lint" in block.code
    )

    assert [hook["id"] for hook in named] == [hook["id"] for hook in HOOKS]
